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
#include "text/pipeline_tokenizer.h"
#include "text/subword/vocabulary.h"
#include "text/tokenizer.h"

namespace tango::text {

/// The contents of a tokenizer.json. `where` names the file in errors.
[[nodiscard]] std::unique_ptr<Tokenizer> load_tokenizer_json(std::string_view content,
                                                             std::string_view where);

/// A bare vocab.txt: WordPiece of BERT, or of MPNet where the directory's configuration says so.
[[nodiscard]] std::unique_ptr<Tokenizer> load_word_piece_files(
    const std::filesystem::path& directory);

/// vocab.json and merges.txt: byte-level BPE of RoBERTa.
[[nodiscard]] std::unique_ptr<Tokenizer> load_byte_pair_files(
    const std::filesystem::path& directory);

/// The SentencePiece model `model` of the directory, as its class of `transformers` reads it:
/// XLM-RoBERTa, CamemBERT, ALBERT, DeBERTa-v2 and v3.
[[nodiscard]] std::unique_ptr<Tokenizer> load_sentencepiece_files(
    const std::filesystem::path& directory, const std::filesystem::path& model);

/// A BiLSTM's vocab.txt with the pattern of its config.json.
[[nodiscard]] std::unique_ptr<Tokenizer> load_word_files(const std::filesystem::path& directory,
                                                         const base::Json& config);

/// Puts a tokenizer together. Throws kInvalidModel when an added token equals another, or the
/// post-processor adds an id that no token has. `token_of_empty`: Pipeline's.
[[nodiscard]] std::unique_ptr<Tokenizer> make_tokenizer(
    std::unique_ptr<const Normalizer> normalizer, std::unique_ptr<const PreTokenizer> pre_tokenizer,
    std::unique_ptr<const SubwordModel> model, const std::vector<AddedToken>& added_tokens,
    PostProcessor post_processor, std::unique_ptr<const Decoder> decoder, std::string_view where,
    std::optional<std::int32_t> token_of_empty = std::nullopt);

/// A JSON file of the directory, or an empty object where it is absent.
[[nodiscard]] base::Json read_json_if_present(const std::filesystem::path& path);

}  // namespace tango::text
