// Lowercase: each character by itself, without regard to its neighbours.
#pragma once

#include "text/normalizer/normalizer.h"

namespace tango::text {

void to_lowercase(AlignedText& text);

class Lowercase : public Normalizer {
 public:
  void apply(AlignedText& text) const override { to_lowercase(text); }
  [[nodiscard]] Locality locality() const override { return Locality::kRuns; }
  [[nodiscard]] char map_ascii(char character) const override {
    return character >= 'A' && character <= 'Z' ? static_cast<char>(character - 'A' + 'a')
                                                : character;
  }
};

}  // namespace tango::text
