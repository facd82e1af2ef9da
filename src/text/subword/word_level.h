// WordLevel: a word is a token, or unknown.
#pragma once

#include <string_view>

#include "text/subword/subword_model.h"
#include "text/subword/unknown_token.h"

namespace tango::text {

class WordLevel : public SubwordModel {
 public:
  /// Without its unknown token in the vocabulary, words that need it are errors.
  WordLevel(Vocabulary vocabulary, std::string_view unk_token);
  void tokenize(std::string_view word, std::uint32_t origin, TokenList& out) const override;
  [[nodiscard]] const Vocabulary& vocabulary() const override { return vocabulary_; }
  [[nodiscard]] std::optional<std::int32_t> unknown_token() const override { return unknown_.id(); }

 private:
  Vocabulary vocabulary_;
  UnknownToken unknown_;
};

}  // namespace tango::text
