#include "text/pre_tokenizer/load_pre_tokenizer.h"

#include <string>

#include <tango/error.h>

#include "text/code_points.h"
#include "text/pre_tokenizer/bert.h"
#include "text/pre_tokenizer/byte_level.h"
#include "text/pre_tokenizer/metaspace.h"
#include "text/pre_tokenizer/simple_pre_tokenizers.h"
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
              std::string(where) + ": pre-tokenizer Punctuation with behavior \"" + name + "\"");
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

PreTokenizerPointer load_pre_tokenizer_sequence(const base::Json& json, std::string_view where) {
  std::vector<PreTokenizerPointer> parts;
  const base::Json list = json.value("pretokenizers", base::Json());
  if (!list.is_array()) {
    throw Error(ErrorCode::kInvalidModel,
                std::string(where) + ": pre-tokenizer Sequence without a list \"pretokenizers\"");
  }
  for (const base::Json& part : list) {
    if (!parts.empty() && parts.back()->byte_level()) {
      throw Error(ErrorCode::kUnsupported,
                  std::string(where) + ": a pre-tokenizer after ByteLevel, which must be the last");
    }
    PreTokenizerPointer loaded = load_pre_tokenizer(part, where);
    if (loaded) parts.push_back(std::move(loaded));
  }
  return std::make_unique<PreTokenizerSequence>(std::move(parts));
}

}  // namespace

std::unique_ptr<const PreTokenizer> load_pre_tokenizer(const base::Json& json,
                                                       std::string_view where) {
  if (json.is_null()) return nullptr;
  const auto type = base::require_field<std::string>(json, "type", where);
  if (type == "BertPreTokenizer") return std::make_unique<BertPreTokenizer>();
  if (type == "ByteLevel") {
    return std::make_unique<ByteLevel>(base::field_or<bool>(json, "add_prefix_space", where, true),
                                       base::field_or<bool>(json, "use_regex", where, true));
  }
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
  if (type == "Sequence") return load_pre_tokenizer_sequence(json, where);
  throw Error(ErrorCode::kUnsupported, std::string(where) + ": pre-tokenizer \"" + type + "\"");
}

}  // namespace tango::text
