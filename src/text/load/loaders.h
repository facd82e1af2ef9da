// One loader per file format; load_tokenizer chooses.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "text/added_tokens.h"
#include "text/load/directory_files.h"
#include "text/pipeline_tokenizer.h"
#include "text/post_processor/load_post_processor.h"
#include "text/subword/model_tables.h"
#include "text/tokenizer.h"
#include "text/truncation.h"

namespace tango::text {

/// The contents of a tokenizer.json, as they stand. `where` names the file in errors.
[[nodiscard]] std::unique_ptr<Tokenizer> load_tokenizer_json(std::string_view content,
                                                             std::string_view where);

/// What `AutoTokenizer` of `transformers` 5 loads: a class's pipeline over the vocabulary of a
/// tokenizer.json or of the class's own file, or a tokenizer.json as it stands, with the tokens
/// that the files beside it add.
[[nodiscard]] std::unique_ptr<Tokenizer> load_as_class(const DirectoryFiles& files);

/// A BiLSTM's vocab.txt with the pattern of its config.json; or that of a TF-IDF model, which has
/// pairs of words, too (word_pairs.h).
[[nodiscard]] std::unique_ptr<Tokenizer> load_word_files(const std::filesystem::path& directory,
                                                         const base::Json& config);

/// What tokenizer_config.json says of the inputs.
struct InputOptions {
  bool token_types = true;  ///< Without, every type is 0.
  std::optional<int> model_max_length;
  TruncationSide truncation_side = TruncationSide::kRight;
};

struct TokenizerParts {
  std::unique_ptr<const Normalizer> normalizer;
  std::unique_ptr<const PreTokenizer> pre_tokenizer;
  std::unique_ptr<const SubwordModel> model;
  std::vector<AddedToken> added_tokens;
  PostProcessor post_processor = make_no_processing();
  std::unique_ptr<const Decoder> decoder;
  std::optional<std::int32_t> token_of_empty;  ///< Pipeline's.
  InputOptions inputs;
};

/// Puts a tokenizer together. Throws kInvalidModel when an added token equals another, or the
/// post-processor adds an id that no token has.
[[nodiscard]] std::unique_ptr<Tokenizer> make_tokenizer(TokenizerParts parts,
                                                        std::string_view where);

/// The parts of a tokenizer.json's JSON value, whose large tables are in `tables`.
[[nodiscard]] TokenizerParts parts_of_file(const base::Json& json, ModelTables& tables,
                                           std::string_view where);

}  // namespace tango::text
