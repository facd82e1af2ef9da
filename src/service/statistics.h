// What the service counts, and a picture of it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "service/histogram.h"
#include "service/task.h"

namespace tango::service {

/// Of one tier's model, over every cascade that has it.
struct TierSnapshot {
  std::string model;          ///< The tier's identity; empty where it has none.
  const void* key = nullptr;  ///< pool_key() of the tiers that it is of.
  int tier = 0;               ///< From 1; the last one where cascades use it differently.
  std::uint64_t answers = 0;
  std::uint64_t deferrals = 0;
  std::uint64_t batches = 0;
  std::uint64_t tokens = 0;
  Duration busy{};             ///< Of cores; of an endpoint, of batches under way.
  HistogramCounts queue_time;  ///< Nanoseconds from the text's being ready to its batch's start.
  HistogramCounts batch_texts;
  HistogramCounts batch_tokens;
  HistogramCounts confidence;  ///< Of all it computed, in 1/1000.
  HistogramCounts latency;     ///< Nanoseconds from submission to the answer, of those it answered.
  std::size_t waiting = 0;     ///< Texts, now.
};

struct Snapshot {
  std::vector<TierSnapshot> tiers;  ///< Of the cascades that are still there.
  // Texts, since the service began:
  std::uint64_t submitted = 0;
  std::uint64_t answered = 0;  ///< With those cut short.
  std::uint64_t cut_short = 0;
  std::uint64_t failed = 0;  ///< Ended with an error other than the following.
  std::uint64_t past_deadline = 0;
  std::uint64_t cancelled = 0;
  std::uint64_t stopped = 0;
  // Now:
  std::size_t texts_in_flight = 0;
  std::size_t bytes_in_flight = 0;    ///< Of texts and of what tiers left for the next.
  std::int64_t tokens_in_flight = 0;  ///< Estimated from the bytes until they are known.
};

/// One worker's counts of one tier. Written by that worker alone, read by any thread.
struct alignas(64) TierCounts {
  Count answers, deferrals, batches, tokens, busy;
  Histogram queue_time, batch_texts, batch_tokens, confidence, latency;

  void batch_ran(std::size_t texts, int tokens_of_batch, int cores, Duration time);
  void text_ran(float confidence_of_text, Duration queued);
  void text_answered(Duration since_submission);
  void text_deferred() { deferrals.add(1); }

  void add_to(TierSnapshot& snapshot) const;
};

}  // namespace tango::service
