// The tables that scripts/generate_segment_tables.py writes; only this folder reads them.
#pragma once

#include <cstddef>
#include <cstdint>

namespace tango::text::unicode {

inline constexpr std::size_t kSegmentBlockSize = 128;

// NOLINTBEGIN(readability-identifier-naming): constants, whose values are in another file

// Code point -> block -> a GraphemeClass.
extern const std::uint16_t kGraphemeIndex[0x110000 / kSegmentBlockSize];
extern const std::uint8_t kGraphemeBlocks[];
// Code point -> block -> a number of its script; 0 for a character that goes with any.
extern const std::uint16_t kScriptIndex[0x110000 / kSegmentBlockSize];
extern const std::uint8_t kScriptBlocks[];

// NOLINTEND(readability-identifier-naming)

}  // namespace tango::text::unicode
