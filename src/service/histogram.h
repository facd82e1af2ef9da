// Counts by size, of one writer and any number of readers.
#pragma once

#include <array>
#include <atomic>
#include <bit>
#include <cstddef>
#include <cstdint>

namespace tango::service {

/// A number that one thread at a time raises, without a locked instruction.
class Count {
 public:
  void add(std::uint64_t by) {
    value_.store(value_.load(std::memory_order_relaxed) + by, std::memory_order_relaxed);
  }
  [[nodiscard]] std::uint64_t get() const { return value_.load(std::memory_order_relaxed); }

 private:
  std::atomic<std::uint64_t> value_ = 0;
};

/// What a histogram held. Four buckets an octave: a value is known within 25 %.
struct HistogramCounts {
  static constexpr std::size_t kBuckets = 4 * 63;

  std::array<std::uint64_t, kBuckets> counts{};
  std::uint64_t sum = 0;  ///< Of the values.

  [[nodiscard]] static constexpr std::size_t bucket_of(std::uint64_t value) {
    if (value < 4) return static_cast<std::size_t>(value);
    const auto octave = static_cast<std::size_t>(std::bit_width(value)) - 3;
    return 4 * octave + static_cast<std::size_t>(value >> octave);
  }
  /// The least value of a bucket.
  [[nodiscard]] static constexpr std::uint64_t least_of(std::size_t bucket) {
    if (bucket < 8) return bucket;
    return (4 + bucket % 4) << (bucket / 4 - 1);
  }

  [[nodiscard]] std::uint64_t total() const;
  /// About the least value that `share` (0 … 1) of them do not exceed; 0 where there are none.
  [[nodiscard]] double percentile(double share) const;
  HistogramCounts& operator+=(const HistogramCounts& other);
};

class Histogram {
 public:
  void add(std::uint64_t value) {
    counts_[HistogramCounts::bucket_of(value)].add(1);
    sum_.add(value);
  }
  void add_to(HistogramCounts& counts) const;

 private:
  std::array<Count, HistogramCounts::kBuckets> counts_;
  Count sum_;
};

}  // namespace tango::service
