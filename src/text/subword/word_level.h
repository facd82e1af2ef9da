// WordLevel: a word is a token, or unknown.
#pragma once

#include <string_view>

#include "text/subword/subword_model.h"

namespace tango::text {

class WordLevel : public SubwordModel {
 public:
  /// Throws kInvalidModel when the unknown token is not in the vocabulary.
  WordLevel(Vocabulary vocabulary, std::string_view unk_token, std::string_view where);
  void tokenize(std::string_view word, std::uint32_t origin, TokenList& out) const override;
  [[nodiscard]] const Vocabulary& vocabulary() const override { return vocabulary_; }

 private:
  Vocabulary vocabulary_;
  std::int32_t unk_id_;
};

}  // namespace tango::text
