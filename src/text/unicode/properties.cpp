#include "text/unicode/properties.h"

#include <algorithm>

#include "text/unicode/hangul.h"
#include "text/unicode/tables.h"

namespace tango::text::unicode {
namespace {

std::uint8_t cell(char32_t value) {
  if (value > 0x10FFFF) return 0;
  return kBlocks[kBlockIndex[value / kBlockSize] * kBlockSize + value % kBlockSize];
}

std::span<const char32_t> find(const char32_t* keys, std::size_t count, const std::uint16_t* starts,
                               const char32_t* pool, char32_t value) {
  const char32_t* found = std::lower_bound(keys, keys + count, value);
  if (found == keys + count || *found != value) return {};
  const auto index = static_cast<std::size_t>(found - keys);
  return {pool + starts[index], pool + starts[index + 1]};
}

}  // namespace

std::uint32_t properties(char32_t value) { return kFlagSets[cell(value)]; }

std::uint8_t combining_class(char32_t value) { return kCombiningClasses[cell(value)]; }

std::span<const char32_t> canonical_decomposition(char32_t value) {
  return find(kCanonicalKeys, kCanonicalCount, kCanonicalStarts, kCanonicalPool, value);
}

std::span<const char32_t> compatible_decomposition(char32_t value) {
  return find(kCompatibleKeys, kCompatibleCount, kCompatibleStarts, kCompatiblePool, value);
}

std::span<const char32_t> lowercase(char32_t value) {
  return find(kLowercaseKeys, kLowercaseCount, kLowercaseStarts, kLowercasePool, value);
}

char32_t compose(char32_t first, char32_t second) {
  if (const char32_t syllable = compose_hangul(first, second); syllable != 0) return syllable;
  const char32_t* end = kCompositionFirst + kCompositionCount;
  const auto [low, high] = std::equal_range(kCompositionFirst, end, first);
  const char32_t* from = kCompositionSecond + (low - kCompositionFirst);
  const char32_t* to = kCompositionSecond + (high - kCompositionFirst);
  const char32_t* found = std::lower_bound(from, to, second);
  if (found == to || *found != second) return 0;
  return kCompositionResult[found - kCompositionSecond];
}

}  // namespace tango::text::unicode
