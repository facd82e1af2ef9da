#include <utility>

#include <tango/error.h>

#include "text/decoder/load_decoder.h"
#include "text/load/class_stages.h"
#include "text/load/loaders.h"
#include "text/pre_tokenizer/load_pre_tokenizer.h"
#include "text/subword/load_model.h"

namespace tango::text {
namespace {

using base::Json;

/// What tokenizer_config.json says, else tokenizer.json's "truncation".
TruncationSide truncation_side(const Json& config, const std::string& where, const Json& file,
                               const std::string& file_where) {
  if (const auto side = base::find_field<std::string>(config, "truncation_side", where)) {
    if (*side != "left" && *side != "right") {
      throw Error(ErrorCode::kInvalidModel,
                  where + ": \"truncation_side\" should be left or right, found \"" + *side + "\"");
    }
    return *side == "left" ? TruncationSide::kLeft : TruncationSide::kRight;
  }
  const auto truncation = file.is_object() ? file.find("truncation") : file.end();
  if (truncation == file.end() || !truncation->is_object()) return TruncationSide::kRight;
  const auto direction = base::field_or<std::string>(*truncation, "direction", file_where, "Right");
  return direction == "Left" ? TruncationSide::kLeft : TruncationSide::kRight;
}

InputOptions input_options(const DirectoryFiles& files, const TokenizerClass& chosen,
                           const VocabularySource& source) {
  const Json& config = files.tokenizer_config;
  const std::string where = files.place("tokenizer_config.json");
  if (base::field_or<bool>(config, "split_special_tokens", where, false)) {
    throw Error(ErrorCode::kUnsupported, where + ": \"split_special_tokens\": true");
  }
  InputOptions options;
  options.token_types = chosen.token_types;
  if (const auto names = config.find("model_input_names"); names != config.end()) {
    if (!names->is_array()) {
      throw Error(ErrorCode::kInvalidModel, where + ": \"model_input_names\" should be a list");
    }
    options.token_types = std::ranges::find(*names, "token_type_ids") != names->end();
  }
  options.truncation_side = truncation_side(config, where, source.file, source.where);
  for (const char* key : {"model_max_length", "max_len"}) {
    const auto length = config.find(key);
    if (length == config.end() || !length->is_number()) continue;  // "Infinity" is no limit
    const auto tokens = length->get<double>();                     // 1e30 says that nobody set it
    if (tokens >= 1 && tokens < 1e9) options.model_max_length = static_cast<int>(tokens);
    break;
  }
  return options;
}

/// Whether the class, which would build its own pipeline, can have this tokenizer.json's model.
bool fits(const TokenizerClass& chosen, const VocabularySource& source) {
  if (chosen.stages == ClassStages::kFile) return false;
  if (source.file.is_null()) return true;
  const auto model = source.file.find("model");
  return model != source.file.end() && model->is_object() &&
         model_type(*model, source.where) == chosen.model;
}

TokenizerParts parts_of_class(const TokenizerClass& chosen, const DirectoryFiles& files,
                              const FileTokens& tokens, VocabularySource& source) {
  renumber_pieces(chosen, tokens, source);
  Stages stages = make_stages(chosen, files, tokens, source);
  const WordBytes bytes = word_bytes(stages.model, source.where);
  TokenizerParts parts;
  parts.normalizer = std::move(stages.normalizer);
  parts.pre_tokenizer = load_pre_tokenizer(stages.pre_tokenizer, bytes, source.where);
  parts.model =
      load_model(stages.model, source.tables, parts.pre_tokenizer->byte_level(), source.where);
  add_tokens(tokens.added, *parts.model, parts.added_tokens, source.where);
  parts.post_processor =
      make_post_processor(chosen, files, tokens, source, *parts.model, parts.added_tokens);
  parts.decoder = load_decoder(stages.decoder, source.where);
  return parts;
}

}  // namespace

std::unique_ptr<Tokenizer> load_as_class(const DirectoryFiles& files) {
  const TokenizerClass& chosen = tokenizer_class_of(files);
  VocabularySource source = read_vocabulary_source(files, chosen);
  const bool of_class = fits(chosen, source);
  TokenizerClass reader = chosen;
  if (!of_class) reader = {.name = chosen.name, .token_types = chosen.token_types};
  const Json listed = source.file.is_object() ? source.file.value("added_tokens", Json()) : Json();
  const FileTokens tokens = read_file_tokens(
      files, reader, listed, source.sentencepiece ? &source.matched_whole : nullptr);
  TokenizerParts parts;
  if (of_class) {
    parts = parts_of_class(chosen, files, tokens, source);
  } else {
    parts = parts_of_file(source.file, source.tables, source.where);
    add_tokens(tokens.added, *parts.model, parts.added_tokens, source.where);
  }
  parts.inputs = input_options(files, chosen, source);
  return make_tokenizer(std::move(parts), source.where);
}

}  // namespace tango::text
