#include "kernel/attention/scratch.h"

#include <type_traits>

namespace tango::kernel {
namespace {

constexpr std::ptrdiff_t kStrip = PackedWeights::kStrip;
constexpr std::ptrdiff_t kScorePadding = 16;  // keeps rows of scores out of each other's cache sets
constexpr std::ptrdiff_t kAlignment = 64;

}  // namespace

AttentionScratch::AttentionScratch(std::byte* base, int tokens, int head_size)
    : score_stride(round_up(tokens, kStrip) + kScorePadding) {
  const std::ptrdiff_t columns = round_up(head_size, kStrip);
  std::ptrdiff_t offset = 0;
  const auto part = [&](auto*& first, std::ptrdiff_t count) {
    using Element = std::remove_reference_t<decltype(*first)>;
    first = reinterpret_cast<Element*>(base + offset);
    offset += round_up(count * static_cast<std::ptrdiff_t>(sizeof(Element)), kAlignment);
  };
  part(scores, kMostQueries * score_stride);
  part(queries, kMostQueries * columns * PackedWeights::kGroupBytes);
  part(keys, round_up(tokens, kStrip) * head_size * PackedWeights::kGroupBytes);
  part(values, columns * tokens * PackedWeights::kGroupBytes);
  bytes = static_cast<std::size_t>(offset);
}

}  // namespace tango::kernel
