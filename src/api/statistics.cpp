#include "api/statistics.h"

namespace tango {
namespace {

constexpr double kNanosecondsPerSecond = 1e9;
constexpr double kConfidenceUnit = 1000;

/// `unit`: what is counted as one.
Distribution distribution_of(const service::HistogramCounts& counts, double unit = 1) {
  Distribution distribution;
  distribution.count = counts.total();
  if (distribution.count == 0) return distribution;
  distribution.mean =
      static_cast<double>(counts.sum) / static_cast<double>(distribution.count) / unit;
  distribution.p50 = counts.percentile(0.5) / unit;
  distribution.p90 = counts.percentile(0.9) / unit;
  distribution.p99 = counts.percentile(0.99) / unit;
  return distribution;
}

TierStatistics statistics_of(const service::TierSnapshot& tier) {
  TierStatistics statistics;
  statistics.model = tier.model.substr(0, tier.model.find('\n'));
  statistics.tier = tier.tier;
  statistics.answers = tier.answers;
  statistics.deferrals = tier.deferrals;
  statistics.batches = tier.batches;
  statistics.tokens = tier.tokens;
  statistics.busy = tier.busy;
  statistics.queue_seconds = distribution_of(tier.queue_time, kNanosecondsPerSecond);
  statistics.batch_texts = distribution_of(tier.batch_texts);
  statistics.batch_tokens = distribution_of(tier.batch_tokens);
  statistics.confidence = distribution_of(tier.confidence, kConfidenceUnit);
  statistics.latency_seconds = distribution_of(tier.latency, kNanosecondsPerSecond);
  statistics.waiting = tier.waiting;
  return statistics;
}

}  // namespace

Statistics statistics_of(const service::Snapshot& snapshot) {
  Statistics statistics;
  for (const service::TierSnapshot& tier : snapshot.tiers) {
    statistics.tiers.push_back(statistics_of(tier));
  }
  statistics.submitted = snapshot.submitted;
  statistics.answered = snapshot.answered;
  statistics.cut_short = snapshot.cut_short;
  statistics.failed = snapshot.failed;
  statistics.past_deadline = snapshot.past_deadline;
  statistics.cancelled = snapshot.cancelled;
  statistics.stopped = snapshot.stopped;
  statistics.texts_in_flight = snapshot.texts_in_flight;
  statistics.bytes_in_flight = snapshot.bytes_in_flight;
  statistics.tokens_in_flight = snapshot.tokens_in_flight;
  return statistics;
}

}  // namespace tango
