#include "text/subword/load_model.h"

#include <tango/error.h>

#include "text/subword/word_level.h"
#include "text/subword/word_piece.h"

namespace tango::text {
namespace {

using ModelPointer = std::unique_ptr<const SubwordModel>;

[[noreturn]] void throw_unsupported(std::string_view where, const std::string& what) {
  throw Error(ErrorCode::kUnsupported, std::string(where) + ": " + what);
}

Vocabulary load_vocabulary(const base::Json& json, std::string_view where) {
  const auto vocabulary = json.find("vocab");
  if (vocabulary == json.end()) {
    throw Error(ErrorCode::kInvalidModel, std::string(where) + ": the model has no \"vocab\"");
  }
  return {read_vocabulary(*vocabulary, where), where};
}

ModelPointer load_word_piece(const base::Json& json, std::string_view where) {
  WordPieceOptions options;
  options.unk_token = base::field_or<std::string>(json, "unk_token", where, "[UNK]");
  options.continuing_subword_prefix =
      base::field_or<std::string>(json, "continuing_subword_prefix", where, "##");
  const auto longest = base::field_or<std::int64_t>(json, "max_input_chars_per_word", where, 100);
  if (longest < 0) {
    throw Error(ErrorCode::kInvalidModel,
                std::string(where) + ": max_input_chars_per_word is negative");
  }
  options.max_input_chars_per_word = static_cast<std::size_t>(longest);
  return std::make_unique<WordPiece>(load_vocabulary(json, where), options, where);
}

BytePair::MergeList load_merges(const base::Json& json, std::string_view where) {
  const auto list = json.find("merges");
  if (list == json.end() || !list->is_array()) {
    throw Error(ErrorCode::kInvalidModel, std::string(where) + ": BPE without a list \"merges\"");
  }
  BytePair::MergeList merges;
  merges.reserve(list->size());
  for (const base::Json& merge : *list) {
    if (merge.is_string()) {
      const auto& line = merge.get_ref<const std::string&>();
      if (!line.starts_with("#version")) {
        merges.push_back(parse_merge(line, merges.size() + 1, where));
      }
    } else if (merge.is_array() && merge.size() == 2 && merge[0].is_string() &&
               merge[1].is_string()) {
      merges.emplace_back(merge[0].get<std::string>(), merge[1].get<std::string>());
    } else {
      throw Error(ErrorCode::kInvalidModel, std::string(where) + ": merge " +
                                                std::to_string(merges.size() + 1) +
                                                " should be \"left right\" or [left, right]");
    }
  }
  return merges;
}

ModelPointer load_byte_pair(const base::Json& json, bool byte_level, std::string_view where) {
  if (base::field_or<double>(json, "dropout", where, 0.0) != 0.0) {
    throw_unsupported(where, "BPE with dropout");
  }
  if (base::field_or<bool>(json, "byte_fallback", where, false)) {
    throw_unsupported(where, "BPE with byte_fallback");
  }
  for (const char* affix : {"continuing_subword_prefix", "end_of_word_suffix"}) {
    if (!base::field_or<std::string>(json, affix, where, "").empty()) {
      throw_unsupported(where, std::string("BPE with ") + affix);
    }
  }
  BytePairOptions options;
  options.unk_token = base::find_field<std::string>(json, "unk_token", where);
  options.fuse_unk = base::field_or<bool>(json, "fuse_unk", where, false);
  options.ignore_merges = base::field_or<bool>(json, "ignore_merges", where, false);
  options.byte_level = byte_level;
  return std::make_unique<BytePair>(load_vocabulary(json, where), load_merges(json, where), options,
                                    where);
}

/// Old files have no "type".
std::string model_type(const base::Json& json, std::string_view where) {
  if (auto type = base::find_field<std::string>(json, "type", where)) return *std::move(type);
  if (json.contains("merges")) return "BPE";
  return json.contains("max_input_chars_per_word") ? "WordPiece" : "WordLevel";
}

}  // namespace

std::pair<std::string, std::string> parse_merge(std::string_view line, std::size_t number,
                                                std::string_view where) {
  const std::size_t space = line.find(' ');
  if (space == std::string_view::npos || line.find(' ', space + 1) != std::string_view::npos) {
    throw Error(ErrorCode::kInvalidModel,
                std::string(where) + ": merge " + std::to_string(number) +
                    " should be two tokens with one space between, found \"" +
                    std::string(line.substr(0, 60)) + "\"");
  }
  return {std::string(line.substr(0, space)), std::string(line.substr(space + 1))};
}

std::unique_ptr<const SubwordModel> load_model(const base::Json& json, bool byte_level,
                                               std::string_view where) {
  const std::string type = model_type(json, where);
  if (type == "BPE") return load_byte_pair(json, byte_level, where);
  if (type != "WordPiece" && type != "WordLevel")
    throw_unsupported(where, "model \"" + type + "\"");
  if (byte_level) throw_unsupported(where, "pre-tokenizer ByteLevel before the model " + type);
  if (type == "WordPiece") return load_word_piece(json, where);
  return std::make_unique<WordLevel>(load_vocabulary(json, where),
                                     base::field_or<std::string>(json, "unk_token", where, "<unk>"),
                                     where);
}

}  // namespace tango::text
