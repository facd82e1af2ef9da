// Ids to tokens, and tokens to text.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "text/added_tokens.h"
#include "text/decoder/decoder.h"
#include "text/subword/vocabulary.h"

namespace tango::text {

/// Thread-safe.
class Detokenizer {
 public:
  /// `vocabulary` outlives it. `decoder`: nullptr joins tokens with spaces.
  Detokenizer(const Vocabulary& vocabulary, const std::vector<AddedToken>& added,
              std::unique_ptr<const Decoder> decoder);

  [[nodiscard]] std::optional<std::int32_t> id_of(std::string_view token) const;
  [[nodiscard]] std::optional<std::string_view> token_of(std::int32_t id) const;

  /// Passes over ids without a token and, if asked to, over special tokens. Throws as the decoder.
  [[nodiscard]] std::string decode(std::span<const std::int32_t> ids, bool skip_special) const;

 private:
  struct Added {
    std::string content;
    bool special;
  };

  const Vocabulary& vocabulary_;
  std::unordered_map<std::int32_t, Added> added_;
  std::unordered_map<std::string, std::int32_t> added_ids_;
  std::unique_ptr<const Decoder> decoder_;
  /// The vocabulary by id; made when it is first needed, which to classify texts it never is.
  mutable std::once_flag made_;
  mutable std::vector<std::pair<std::string_view, std::int32_t>> by_id_;
};

}  // namespace tango::text
