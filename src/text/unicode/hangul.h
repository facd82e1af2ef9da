// Hangul syllables compose and decompose by arithmetic (Unicode 15, section 3.12).
#pragma once

#include <array>
#include <cstddef>

namespace tango::text::unicode {

inline constexpr char32_t kSyllableBase = 0xAC00;
inline constexpr char32_t kLeadBase = 0x1100;
inline constexpr char32_t kVowelBase = 0x1161;
inline constexpr char32_t kTrailBase = 0x11A7;
inline constexpr char32_t kLeadCount = 19;
inline constexpr char32_t kVowelCount = 21;
inline constexpr char32_t kTrailCount = 28;
inline constexpr char32_t kSyllableCount = kLeadCount * kVowelCount * kTrailCount;

constexpr bool is_hangul_syllable(char32_t value) {
  return value >= kSyllableBase && value < kSyllableBase + kSyllableCount;
}

struct HangulParts {
  std::array<char32_t, 3> parts;
  std::size_t count;  ///< 2 or 3.
};

constexpr HangulParts decompose_hangul(char32_t syllable) {
  const char32_t index = syllable - kSyllableBase;
  const char32_t trail = index % kTrailCount;
  return {{kLeadBase + index / (kVowelCount * kTrailCount),
           kVowelBase + index / kTrailCount % kVowelCount, kTrailBase + trail},
          trail == 0 ? std::size_t{2} : std::size_t{3}};
}

/// 0 when the two do not make a syllable.
constexpr char32_t compose_hangul(char32_t first, char32_t second) {
  if (first >= kLeadBase && first < kLeadBase + kLeadCount && second >= kVowelBase &&
      second < kVowelBase + kVowelCount) {
    return kSyllableBase +
           ((first - kLeadBase) * kVowelCount + (second - kVowelBase)) * kTrailCount;
  }
  if (is_hangul_syllable(first) && (first - kSyllableBase) % kTrailCount == 0 &&
      second > kTrailBase && second < kTrailBase + kTrailCount) {
    return first + (second - kTrailBase);
  }
  return 0;
}

}  // namespace tango::text::unicode
