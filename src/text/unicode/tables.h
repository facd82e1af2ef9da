// The tables that scripts/generate_unicode_tables.py writes; only this folder reads them.
#pragma once

#include <cstddef>
#include <cstdint>

namespace tango::text::unicode {

inline constexpr std::size_t kBlockSize = 128;

// NOLINTBEGIN(readability-identifier-naming): constants, whose values are in another file

// Code point -> block -> one of at most 255 combinations of flags and combining class.
extern const std::uint16_t kBlockIndex[0x110000 / kBlockSize];
extern const std::uint8_t kBlocks[];
extern const std::uint32_t kFlagSets[];
extern const std::uint8_t kCombiningClasses[];

// Mappings: sorted keys; text i is pool[starts[i]] up to pool[starts[i + 1]].
extern const char32_t kCanonicalKeys[];
extern const std::uint16_t kCanonicalStarts[];
extern const char32_t kCanonicalPool[];
extern const std::size_t kCanonicalCount;
// Where the compatibility decomposition differs from the canonical one.
extern const char32_t kCompatibleKeys[];
extern const std::uint16_t kCompatibleStarts[];
extern const char32_t kCompatiblePool[];
extern const std::size_t kCompatibleCount;
extern const char32_t kLowercaseKeys[];
extern const std::uint16_t kLowercaseStarts[];
extern const char32_t kLowercasePool[];
extern const std::size_t kLowercaseCount;

// Primary composites, sorted by (first, second); Hangul is arithmetic.
extern const char32_t kCompositionFirst[];
extern const char32_t kCompositionSecond[];
extern const char32_t kCompositionResult[];
extern const std::size_t kCompositionCount;

// NOLINTEND(readability-identifier-naming)

}  // namespace tango::text::unicode
