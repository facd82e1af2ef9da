// The words that a masked language model would put in place of a word.
#pragma once

#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "checkpoint/checkpoint.h"
#include "kernel/precision.h"
#include "model/masked_language_model.h"
#include "text/tokenizer.h"

namespace tango::augment {

/// Thread-safe.
class MaskedWords {
 public:
  /// Opens the checkpoint in `directory`. Candidates are those of `words` that are plain words
  /// (letters.h) and one token each; `words` is not kept. Throws whatever opening it throws, and
  /// kInvalidModel for a checkpoint without a masked-language-model head or a mask token.
  MaskedWords(const std::filesystem::path& directory, kernel::Precision precision,
              std::span<const std::string> words, int count);

  /// "[MASK]" or "<mask>".
  [[nodiscard]] const std::string& mask_token() const { return mask_token_; }

  /// Whether `word` is one token, so that a mask can stand for it.
  [[nodiscard]] bool is_one_token(std::string_view word) const {
    return token_of(word).has_value();
  }

  /// For each of `texts`, which contains mask_token() once, the `count` likeliest words, likeliest
  /// first. None where the mask is beyond the model's longest input.
  [[nodiscard]] std::vector<std::vector<std::string_view>> candidates(
      std::span<const std::string> texts) const;

 private:
  /// A model workspace, borrowed by a worker and kept for the next one.
  class Loan;

  [[nodiscard]] std::optional<std::int32_t> token_of(std::string_view word) const;
  [[nodiscard]] std::vector<std::int32_t> pieces_of(const std::string& text) const;
  [[nodiscard]] std::vector<std::string_view> likeliest(std::span<const float> logits) const;

  int count_;
  checkpoint::Checkpoint checkpoint_;
  std::unique_ptr<text::Tokenizer> tokenizer_;
  std::unique_ptr<model::MaskedLanguageModel> model_;
  std::string mask_token_;
  std::int32_t mask_id_ = 0, unknown_id_ = -1;
  std::vector<std::string> words_;  ///< By token id; empty where the token is not a candidate.
  mutable std::mutex mutex_;
  mutable std::vector<std::unique_ptr<model::Workspace>> idle_;
};

}  // namespace tango::augment
