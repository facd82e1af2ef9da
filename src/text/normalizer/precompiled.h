// Precompiled: the character map that a SentencePiece model brings along.
#pragma once

#include "text/normalizer/character_map.h"
#include "text/normalizer/normalizer.h"

namespace tango::text {

/// Each grapheme cluster of at most five bytes becomes what the map has for the shortest key that
/// it starts with; of other clusters each character does. As `tokenizers` does it, which drops the
/// rest of a short cluster behind the key.
class Precompiled : public Normalizer {
 public:
  explicit Precompiled(CharacterMap map);
  void apply(AlignedText& text) const override;
  [[nodiscard]] Locality locality() const override { return Locality::kWholeAscii; }
  [[nodiscard]] char map_ascii(char character) const override;

 private:
  class Rewriting;

  CharacterMap map_;
  AsciiMap ascii_{};  ///< kAsciiOther for what is no single ASCII character after it.
};

}  // namespace tango::text
