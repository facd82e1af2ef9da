// The second stage: normalised text to words.
#pragma once

#include <vector>

#include "text/normalizer/normalized_text.h"

namespace tango::text {

/// Immutable and thread-safe.
class PreTokenizer {
 public:
  virtual ~PreTokenizer() = default;

  /// Replaces each split, a byte range of `text`, by the words within it; none is empty. May insert
  /// into the text (ByteLevel's prefix space).
  virtual void split(NormalizedText& text, std::vector<Span>& splits) const = 0;

  /// Whether words are to be read as single bytes from here on: nothing may split them further.
  [[nodiscard]] virtual bool byte_level() const { return false; }
};

}  // namespace tango::text
