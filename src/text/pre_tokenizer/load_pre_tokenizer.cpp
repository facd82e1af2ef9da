#include "text/pre_tokenizer/load_pre_tokenizer.h"

#include <string>

#include <tango/error.h>

#include "text/code_points.h"
#include "text/pattern/load_pattern.h"
#include "text/pattern/simple_patterns.h"
#include "text/pre_tokenizer/bert.h"
#include "text/pre_tokenizer/byte_level.h"
#include "text/pre_tokenizer/metaspace.h"
#include "text/pre_tokenizer/simple_pre_tokenizers.h"
#include "text/pre_tokenizer/split.h"
#include "text/unicode/properties.h"

namespace tango::text {
namespace {

using PreTokenizerPointer = std::unique_ptr<const PreTokenizer>;

DelimiterBehavior parse_behavior(const std::string& name, std::string_view where) {
  if (name == "Removed") return DelimiterBehavior::kRemoved;
  if (name == "Isolated") return DelimiterBehavior::kIsolated;
  if (name == "MergedWithPrevious") return DelimiterBehavior::kMergedWithPrevious;
  if (name == "MergedWithNext") return DelimiterBehavior::kMergedWithNext;
  if (name == "Contiguous") return DelimiterBehavior::kContiguous;
  throw Error(ErrorCode::kUnsupported,
              std::string(where) + ": pre-tokenizer with the behavior \"" + name + "\"");
}

PrependScheme parse_prepend_scheme(const std::string& name, std::string_view where) {
  if (name == "always") return PrependScheme::kAlways;
  if (name == "never") return PrependScheme::kNever;
  if (name == "first") return PrependScheme::kFirst;
  throw Error(ErrorCode::kInvalidModel, std::string(where) +
                                            ": pre-tokenizer Metaspace with prepend_scheme \"" +
                                            name + "\"; it should be always, never or first");
}

PreTokenizerPointer load_metaspace(const base::Json& json, std::string_view where) {
  const auto replacement = base::require_field<std::string>(json, "replacement", where);
  if (to_utf32(replacement).size() != 1) {
    throw Error(ErrorCode::kInvalidModel, std::string(where) +
                                              ": pre-tokenizer Metaspace with the replacement \"" +
                                              replacement + "\"; it should be one character");
  }
  PrependScheme scheme = parse_prepend_scheme(
      base::field_or<std::string>(json, "prepend_scheme", where, "always"), where);
  if (!base::field_or<bool>(json, "add_prefix_space", where, true)) {
    // `tokenizers` refuses a file where the two disagree
    if (json.contains("prepend_scheme") && scheme != PrependScheme::kNever) {
      throw Error(ErrorCode::kInvalidModel,
                  std::string(where) +
                      ": pre-tokenizer Metaspace: \"add_prefix_space\": false should go with "
                      "\"prepend_scheme\": \"never\"");
    }
    scheme = PrependScheme::kNever;
  }
  return std::make_unique<Metaspace>(replacement, scheme,
                                     base::field_or<bool>(json, "split", where, true));
}

PreTokenizerPointer load_split(const base::Json& json, std::string_view where) {
  auto pattern = load_pattern(json.value("pattern", base::Json()), where);
  const auto behavior = base::require_field<std::string>(json, "behavior", where);
  const bool invert = base::require_field<bool>(json, "invert", where);
  return std::make_unique<Split>(std::move(pattern), parse_behavior(behavior, where), invert);
}

PreTokenizerPointer load_delimiter(const base::Json& json, std::string_view where) {
  const auto delimiter = base::require_field<std::string>(json, "delimiter", where);
  if (to_utf32(delimiter).size() != 1) {
    throw Error(ErrorCode::kInvalidModel,
                std::string(where) + ": pre-tokenizer CharDelimiterSplit with the delimiter \"" +
                    delimiter + "\"; it should be one character");
  }
  return std::make_unique<Split>(std::make_unique<LiteralPattern>(delimiter),
                                 DelimiterBehavior::kRemoved, false);
}

PreTokenizerPointer load_fixed_length(const base::Json& json, std::string_view where) {
  const auto length = base::field_or<std::int64_t>(json, "length", where, 5);
  if (length < 1) {
    throw Error(ErrorCode::kInvalidModel, std::string(where) +
                                              ": pre-tokenizer FixedLength with the length " +
                                              std::to_string(length) + "; it should be at least 1");
  }
  return std::make_unique<FixedLength>(static_cast<std::size_t>(length));
}

PreTokenizerPointer load_byte_level(const base::Json& json, WordBytes bytes,
                                    std::string_view where) {
  const ByteLevel byte_level(base::field_or<bool>(json, "add_prefix_space", where, true),
                             base::field_or<bool>(json, "use_regex", where, true));
  if (bytes == WordBytes::kRaw) return std::make_unique<ByteLevel>(byte_level);
  return std::make_unique<ByteLevelCharacters>(byte_level);
}

PreTokenizerPointer load_pre_tokenizer_sequence(const base::Json& json, WordBytes bytes,
                                                std::string_view where) {
  std::vector<PreTokenizerPointer> parts;
  const base::Json list = json.value("pretokenizers", base::Json());
  if (!list.is_array()) {
    throw Error(ErrorCode::kInvalidModel,
                std::string(where) + ": pre-tokenizer Sequence without a list \"pretokenizers\"");
  }
  for (std::size_t i = 0; i < list.size(); ++i) {
    const bool last = i + 1 == list.size();
    auto loaded = load_pre_tokenizer(list[i], last ? bytes : WordBytes::kCharacters, where);
    if (loaded) parts.push_back(std::move(loaded));
  }
  return std::make_unique<PreTokenizerSequence>(std::move(parts));
}

}  // namespace

std::unique_ptr<const PreTokenizer> load_pre_tokenizer(const base::Json& json, WordBytes bytes,
                                                       std::string_view where) {
  if (json.is_null()) return nullptr;
  const auto type = base::require_field<std::string>(json, "type", where);
  if (type == "BertPreTokenizer") return std::make_unique<BertPreTokenizer>();
  if (type == "ByteLevel") return load_byte_level(json, bytes, where);
  if (type == "Split") return load_split(json, where);
  if (type == "CharDelimiterSplit") return load_delimiter(json, where);
  if (type == "FixedLength") return load_fixed_length(json, where);
  if (type == "UnicodeScripts") return std::make_unique<UnicodeScripts>();
  if (type == "Metaspace") return load_metaspace(json, where);
  if (type == "Whitespace") return std::make_unique<Whitespace>();
  if (type == "WhitespaceSplit") {
    return std::make_unique<DelimiterSplit>(unicode::kWhitespace, DelimiterBehavior::kRemoved);
  }
  if (type == "Punctuation") {
    const auto behavior = base::field_or<std::string>(json, "behavior", where, "Isolated");
    return std::make_unique<DelimiterSplit>(unicode::kPunctuation, parse_behavior(behavior, where));
  }
  if (type == "Digits") {
    const bool individual = base::field_or<bool>(json, "individual_digits", where, false);
    return std::make_unique<DelimiterSplit>(
        unicode::kNumeric,
        individual ? DelimiterBehavior::kIsolated : DelimiterBehavior::kContiguous);
  }
  if (type == "Sequence") return load_pre_tokenizer_sequence(json, bytes, where);
  throw Error(ErrorCode::kUnsupported, std::string(where) + ": pre-tokenizer \"" + type + "\"");
}

}  // namespace tango::text
