#include "kernel/attention/scratch.h"

#include <algorithm>
#include <type_traits>

namespace tango::kernel {
namespace {

constexpr std::ptrdiff_t kStrip = PackedWeights::kStrip;
constexpr std::ptrdiff_t kScorePadding = 16;  // keeps rows of scores out of each other's cache sets
constexpr std::ptrdiff_t kAlignment = 64;
constexpr std::ptrdiff_t kMostLanes = 16;

}  // namespace

AttentionScratch::AttentionScratch(std::byte* base, int tokens, int head_size, int num_buckets)
    : score_stride(round_up(tokens, kStrip) + kScorePadding),
      // The first bucket in use need not begin a strip.
      bucket_stride(
          num_buckets == 0
              ? 0
              : round_up(std::min<std::ptrdiff_t>(2 * tokens + kStrip, num_buckets), kStrip) +
                    kScorePadding) {
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
  part(of_queries, kMostQueries * bucket_stride);
  part(of_keys, round_up(tokens, kMostLanes) * bucket_stride);
  part(distances, num_buckets == 0 ? 0 : 2 * std::ptrdiff_t{tokens} + kMostLanes);
  bytes = static_cast<std::size_t>(offset);
}

}  // namespace tango::kernel
