// Python's str.lower(), with which the BiLSTM's vocabulary was made.
#pragma once

#include "text/normalizer/normalizer.h"

namespace tango::text {

/// As Lowercase, but a capital sigma that ends a word becomes the final form. The case mappings are
/// those of `tokenizers`, which may know newer letters than a given Python.
class WordLowercase : public Normalizer {
 public:
  void apply(AlignedText& text) const override;
  [[nodiscard]] Locality locality() const override { return Locality::kWholeAscii; }
  [[nodiscard]] char map_ascii(char character) const override {
    return character >= 'A' && character <= 'Z' ? static_cast<char>(character - 'A' + 'a')
                                                : character;
  }
};

}  // namespace tango::text
