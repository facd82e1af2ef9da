#include "text/unicode/graphemes.h"

#include "text/unicode/segment_tables.h"

namespace tango::text::unicode {
namespace {

using enum GraphemeClass;

constexpr char32_t kBeyond = 0x110000;

bool is_extend(GraphemeClass kind) {
  return kind == kExtend || kind == kConjunctExtend || kind == kConjunctLinker;
}

/// GB6 to GB8.
bool joins_hangul(GraphemeClass before, GraphemeClass after) {
  switch (before) {
    case kHangulL:
      return after == kHangulL || after == kHangulV || after == kHangulLv || after == kHangulLvt;
    case kHangulV:
    case kHangulLv:
      return after == kHangulV || after == kHangulT;
    case kHangulT:
    case kHangulLvt:
      return after == kHangulT;
    default:
      return false;
  }
}

}  // namespace

GraphemeClass grapheme_class(char32_t value) {
  if (value >= kBeyond) return kOther;
  const std::size_t block = kGraphemeIndex[value / kSegmentBlockSize];
  return static_cast<GraphemeClass>(
      kGraphemeBlocks[block * kSegmentBlockSize + value % kSegmentBlockSize]);
}

std::uint8_t script(char32_t value) {
  if (value >= kBeyond) return 0;
  const std::size_t block = kScriptIndex[value / kSegmentBlockSize];
  return kScriptBlocks[block * kSegmentBlockSize + value % kSegmentBlockSize];
}

bool GraphemeWalker::begins(char32_t value) {
  const GraphemeClass after = grapheme_class(value);
  const bool result = breaks_before(value, after);
  take(value, after);
  return result;
}

bool GraphemeWalker::breaks_before(char32_t value, GraphemeClass after) const {
  if (before_ == kControl || after == kControl) return last_ != U'\r' || value != U'\n';
  if (is_extend(after) || after == kJoiner || after == kSpacingMark) return false;
  if (before_ == kPrepend || joins_hangul(before_, after)) return false;
  if (after == kConsonant) return !(in_conjunct_ && linked_);
  if (after == kPictographic) return !joins_pictograph_;
  return after != kRegionalIndicator || !odd_indicators_;
}

void GraphemeWalker::take(char32_t value, GraphemeClass taken) {
  const bool conjunct = taken == kConjunctExtend || taken == kConjunctLinker || taken == kJoiner;
  odd_indicators_ = taken == kRegionalIndicator && !odd_indicators_;
  joins_pictograph_ = taken == kJoiner && in_pictograph_;
  in_pictograph_ = taken == kPictographic || (in_pictograph_ && is_extend(taken));
  linked_ = taken == kConjunctLinker ? in_conjunct_ : linked_ && conjunct;
  in_conjunct_ = taken == kConsonant || (in_conjunct_ && conjunct);
  last_ = value;
  before_ = taken;
}

}  // namespace tango::text::unicode
