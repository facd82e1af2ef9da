// Grapheme clusters (UAX 29), and scripts.
#pragma once

#include <cstdint>

namespace tango::text::unicode {

/// What a character does at the borders of grapheme clusters.
enum class GraphemeClass : std::uint8_t {
  kOther,
  kControl,  ///< CR and LF too.
  kExtend,
  kConjunctExtend,  ///< An Extend that may stand in an Indic conjunct,
  kConjunctLinker,  ///< and one that makes a conjunct of two consonants.
  kJoiner,          ///< U+200D.
  kSpacingMark,
  kPrepend,
  kHangulL,
  kHangulV,
  kHangulT,
  kHangulLv,
  kHangulLvt,
  kRegionalIndicator,
  kPictographic,
  kConsonant,  ///< Of an Indic conjunct.
};

[[nodiscard]] GraphemeClass grapheme_class(char32_t value);

/// A number of the script, as UnicodeScripts sees it; 0 for a character that goes with any.
[[nodiscard]] std::uint8_t script(char32_t value);

/// Walks a text and says before each character whether a cluster begins there.
class GraphemeWalker {
 public:
  /// Whether a new cluster begins at the next character, `value`; true at the first.
  bool begins(char32_t value);

 private:
  [[nodiscard]] bool breaks_before(char32_t value, GraphemeClass after) const;
  void take(char32_t value, GraphemeClass taken);

  char32_t last_ = 0;
  GraphemeClass before_ = GraphemeClass::kControl;
  bool odd_indicators_ = false;  ///< The last characters are an odd number of regional indicators.
  bool in_pictograph_ = false;   ///< They are a pictograph and what extends it,
  bool joins_pictograph_ = false;  ///< and then a joiner.
  bool in_conjunct_ = false;       ///< They are a consonant and what may stand in a conjunct,
  bool linked_ = false;            ///< a linker among that.
};

}  // namespace tango::text::unicode
