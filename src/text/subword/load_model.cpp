#include "text/subword/load_model.h"

#include <tango/error.h>

#include "text/subword/byte_pair.h"
#include "text/subword/unigram.h"
#include "text/subword/word_level.h"
#include "text/subword/word_piece.h"

namespace tango::text {
namespace {

using ModelPointer = std::unique_ptr<const SubwordModel>;

Vocabulary load_vocabulary(const base::Json& json, ModelTables& tables, std::string_view where) {
  const auto vocabulary = json.find("vocab");
  if (vocabulary == json.end()) {
    throw Error(ErrorCode::kInvalidModel, std::string(where) + ": the model has no \"vocab\"");
  }
  if (!vocabulary->is_object()) {
    throw Error(ErrorCode::kInvalidModel,
                std::string(where) + ": the vocabulary should be an object of token: id");
  }
  return {std::move(tables.vocabulary), where};
}

ModelPointer load_word_piece(const base::Json& json, ModelTables& tables, std::string_view where) {
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
  return std::make_unique<WordPiece>(load_vocabulary(json, tables, where), options);
}

std::string affix(const base::Json& json, const char* key, std::string_view where) {
  return base::field_or<std::string>(json, key, where, "");
}

ModelPointer load_byte_pair(const base::Json& json, ModelTables& tables, bool byte_level,
                            std::string_view where) {
  if (base::field_or<double>(json, "dropout", where, 0.0) != 0.0) {
    throw Error(ErrorCode::kUnsupported,
                std::string(where) + ": BPE with dropout, which tokenizes at random");
  }
  BytePairOptions options;
  options.unk_token = base::find_field<std::string>(json, "unk_token", where);
  options.fuse_unk = base::field_or<bool>(json, "fuse_unk", where, false);
  options.byte_fallback = base::field_or<bool>(json, "byte_fallback", where, false);
  options.continuing_subword_prefix = affix(json, "continuing_subword_prefix", where);
  options.end_of_word_suffix = affix(json, "end_of_word_suffix", where);
  options.ignore_merges = base::field_or<bool>(json, "ignore_merges", where, false);
  options.byte_level = byte_level;
  const auto merges = json.find("merges");
  if (merges == json.end() || !merges->is_array()) {
    throw Error(ErrorCode::kInvalidModel, std::string(where) + ": BPE without a list \"merges\"");
  }
  return std::make_unique<BytePair>(load_vocabulary(json, tables, where), tables.merges, options,
                                    where);
}

ModelPointer load_unigram(const base::Json& json, ModelTables& tables, std::string_view where) {
  const auto vocabulary = json.find("vocab");
  if (vocabulary == json.end() || !vocabulary->is_array()) {
    throw Error(ErrorCode::kInvalidModel,
                std::string(where) + ": Unigram should have a list \"vocab\" of [piece, score]");
  }
  UnigramOptions options;
  options.unk_id = base::find_field<std::int64_t>(json, "unk_id", where);
  options.byte_fallback = base::field_or<bool>(json, "byte_fallback", where, false);
  return std::make_unique<Unigram>(std::move(tables.vocabulary), std::move(tables.scores), options,
                                   where);
}

}  // namespace

std::string model_type(const base::Json& json, std::string_view where) {
  if (auto type = base::find_field<std::string>(json, "type", where)) return *std::move(type);
  if (json.contains("merges")) return "BPE";
  if (json.contains("unk_id")) return "Unigram";
  return json.contains("max_input_chars_per_word") ? "WordPiece" : "WordLevel";
}

WordBytes word_bytes(const base::Json& json, std::string_view where) {
  if (!json.is_object() || model_type(json, where) != "BPE") return WordBytes::kCharacters;
  const bool plain = affix(json, "continuing_subword_prefix", where).empty() &&
                     affix(json, "end_of_word_suffix", where).empty() &&
                     !base::field_or<bool>(json, "byte_fallback", where, false);
  return plain ? WordBytes::kRaw : WordBytes::kCharacters;
}

std::unique_ptr<const SubwordModel> load_model(const base::Json& json, ModelTables& tables,
                                               bool byte_level, std::string_view where) {
  const std::string type = model_type(json, where);
  if (type == "BPE") return load_byte_pair(json, tables, byte_level, where);
  if (type == "WordPiece") return load_word_piece(json, tables, where);
  if (type == "Unigram") return load_unigram(json, tables, where);
  if (type != "WordLevel") {
    throw Error(ErrorCode::kUnsupported, std::string(where) + ": model \"" + type + "\"");
  }
  return std::make_unique<WordLevel>(
      load_vocabulary(json, tables, where),
      base::field_or<std::string>(json, "unk_token", where, "<unk>"));
}

}  // namespace tango::text
