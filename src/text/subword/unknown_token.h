// The token of words that a vocabulary cannot spell.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "text/subword/vocabulary.h"

namespace tango::text {

/// A vocabulary may lack it, as long as no word needs it: so `tokenizers` has it.
class UnknownToken {
 public:
  UnknownToken(const Vocabulary& vocabulary, std::string_view name)
      : name_(name), id_(vocabulary.id_of(name)) {}

  /// nullopt where the vocabulary lacks it.
  [[nodiscard]] std::optional<std::int32_t> id() const {
    return id_ < 0 ? std::nullopt : std::optional(id_);
  }

  /// Throws kInvalidInput, naming `word` and the token, where the vocabulary lacks it.
  [[nodiscard]] std::int32_t id_for(std::string_view word) const {
    if (id_ < 0) throw_missing(word);
    return id_;
  }

 private:
  [[noreturn]] void throw_missing(std::string_view word) const;

  std::string name_;
  std::int32_t id_;
};

}  // namespace tango::text
