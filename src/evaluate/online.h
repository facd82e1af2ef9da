// How long texts wait for their answers when they come one by one, at random: what tables of
// throughput hide.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "cascade/cascade.h"
#include "cascade/request.h"
#include "evaluate/measurement.h"
#include "evaluate/recorded_run.h"

namespace tango::evaluate {

struct ArrivalOptions {
  double texts_per_s = 1;  ///< At the mean; the gaps between arrivals are exponential (Poisson).
  double seconds = 10;     ///< Of arrivals.
  int workers = 1;
  std::optional<int> tier;  ///< It alone answers (from 1).
  std::uint64_t seed = 1;
};

struct OnlineLatency {
  std::size_t texts = 0;
  double p50_ms = 0, p95_ms = 0, p99_ms = 0;
  double answered_per_s = 0;  ///< From the first arrival to the last answer.
  double deferral_rate = 0;   ///< Texts that tier 1 did not answer.
};

/// When `count` texts arrive, in seconds from the start, ascending; the same for the same seed.
[[nodiscard]] std::vector<double> poisson_arrivals(std::size_t count, double texts_per_s,
                                                   std::uint64_t seed);

/// Texts drawn from `texts` with replacement arrive at a pipeline in the tiers' remembered batches,
/// which gives each answer as soon as it is there. A text's latency is from the moment that it was
/// to arrive, so one that a busy pipeline takes late counts in full. Answers are not remembered.
[[nodiscard]] OnlineLatency measure_arrivals(const cascade::Cascade& cascade,
                                             std::span<const cascade::Request> texts,
                                             const ArrivalOptions& options);

struct OnlineOptions {
  std::vector<double> loads{0.3, 0.6, 0.9};  ///< Of what can be answered in best batches.
  double seconds = 10;                       ///< Of arrivals, at each load.
  int workers = 1;
};

struct OnlineRun {
  std::string system;  ///< "cascade" or "last tier".
  double load = 0;
  ArrivalOptions options;
  OnlineLatency latency;
};

/// The last tier alone and the cascade at its own thresholds, each at parts of what it can answer
/// by `batches`, what was recorded in best batches.
[[nodiscard]] std::vector<OnlineRun> measure_online(const cascade::Cascade& cascade,
                                                    std::span<const cascade::Request> texts,
                                                    const RecordedRun& batches,
                                                    const OnlineOptions& options,
                                                    const Watch& watch);

}  // namespace tango::evaluate
