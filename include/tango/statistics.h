// What an engine counted since it was made.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace tango {

/// Percentiles are known within 25 %.
struct Distribution {
  std::uint64_t count = 0;
  double mean = 0;
  double p50 = 0;
  double p90 = 0;
  double p99 = 0;
};

/// Of one model, over every cascade that has it as a tier.
struct TierStatistics {
  std::string model;  ///< The directory.
  int tier = 0;       ///< From 1; the last one where cascades use it differently.
  std::uint64_t answers = 0;
  std::uint64_t deferrals = 0;
  std::uint64_t batches = 0;
  std::uint64_t tokens = 0;
  std::chrono::nanoseconds busy{};  ///< Of all cores together.
  Distribution queue_seconds;       ///< From a text's being tokenized to its batch's start.
  Distribution batch_texts;
  Distribution batch_tokens;
  Distribution confidence;       ///< Of every text it computed, in 0 … 1.
  Distribution latency_seconds;  ///< From submission to the answer, of those it answered.
  std::size_t waiting = 0;       ///< Texts, now.
};

struct Statistics {
  std::vector<TierStatistics> tiers;  ///< Of the cascades that still exist.
  // Texts, since the engine was made:
  std::uint64_t submitted = 0;
  std::uint64_t answered = 0;  ///< With those cut short.
  std::uint64_t cut_short = 0;
  std::uint64_t failed = 0;  ///< Ended with an error other than the following.
  std::uint64_t past_deadline = 0;
  std::uint64_t cancelled = 0;
  std::uint64_t stopped = 0;
  // Now:
  std::size_t texts_in_flight = 0;
  std::size_t bytes_in_flight = 0;
  std::int64_t tokens_in_flight = 0;  ///< Estimated from the bytes until they are known.
};

}  // namespace tango
