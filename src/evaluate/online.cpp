#include "evaluate/online.h"

#include <algorithm>
#include <cmath>
#include <thread>

#include <fmt/format.h>

#include "base/random.h"
#include "evaluate/sweep.h"
#include "service/pipeline.h"

namespace tango::evaluate {
namespace {

using Clock = std::chrono::steady_clock;

constexpr double kMilliseconds = 1000;

/// The least value that `share` of them do not exceed. Requires: sorted, not empty.
double percentile(const std::vector<double>& sorted, double share) {
  const auto rank = static_cast<std::size_t>(std::ceil(share * static_cast<double>(sorted.size())));
  return sorted[std::max<std::size_t>(rank, 1) - 1];
}

}  // namespace

std::vector<double> poisson_arrivals(std::size_t count, double texts_per_s, std::uint64_t seed) {
  const base::RandomStream stream(seed, "arrivals");
  std::vector<double> arrivals;
  arrivals.reserve(count);
  double now = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const double uniform = (static_cast<double>(stream.bits(i) >> 11U) + 0.5) * 0x1p-53;
    now -= std::log(uniform) / texts_per_s;
    arrivals.push_back(now);
  }
  return arrivals;
}

OnlineLatency measure_arrivals(const cascade::Cascade& cascade,
                               std::span<const cascade::Request> texts,
                               const ArrivalOptions& options) {
  const auto count = static_cast<std::size_t>(std::max(1.0, options.texts_per_s * options.seconds));
  const std::vector<double> arrivals = poisson_arrivals(count, options.texts_per_s, options.seed);
  const base::RandomStream chosen(options.seed, "which text");
  std::vector<double> latencies(count);
  std::size_t deferred = 0;
  const Clock::time_point start = Clock::now();
  const auto seconds_since_start = [&] {
    return std::chrono::duration<double>(Clock::now() - start).count();
  };
  service::Pipeline pipeline(
      cascade,
      {.workers = options.workers, .remembered_bytes = 0, .batches = {}, .in_order = false},
      [&](std::uint64_t index, cascade::Answer&& answer) {
        latencies[index] = kMilliseconds * (seconds_since_start() - arrivals[index]);
        if (answer.tier > 1) ++deferred;
      });
  for (std::size_t i = 0; i < count; ++i) {
    cascade::Request request = texts[chosen.below(i, texts.size())];
    request.tier = options.tier;
    std::this_thread::sleep_until(start + std::chrono::duration_cast<Clock::duration>(
                                              std::chrono::duration<double>(arrivals[i])));
    pipeline.submit(std::move(request));
  }
  pipeline.finish();
  const double seconds = seconds_since_start() - arrivals.front();
  std::ranges::sort(latencies);
  return {.texts = count,
          .p50_ms = percentile(latencies, 0.5),
          .p95_ms = percentile(latencies, 0.95),
          .p99_ms = percentile(latencies, 0.99),
          .answered_per_s = static_cast<double>(count) / seconds,
          .deferral_rate = static_cast<double>(deferred) / static_cast<double>(count)};
}

std::vector<OnlineRun> measure_online(const cascade::Cascade& cascade,
                                      std::span<const cascade::Request> texts,
                                      const RecordedRun& batches, const OnlineOptions& options,
                                      const Watch& watch) {
  const auto count = static_cast<double>(batches.texts());
  const double capacity = count / served_at(batches, cascade.thresholds()).seconds;
  const double last_capacity = count / seconds_of_tier(batches, batches.tiers() - 1);
  std::vector<OnlineRun> runs;
  const auto add = [&](const char* system, double load, const ArrivalOptions& arrivals) {
    watch(fmt::format("{} online, {:.0f} % of its capacity", system, 100 * load));
    runs.push_back({system, load, arrivals, measure_arrivals(cascade, texts, arrivals)});
  };
  for (const double load : options.loads) {
    ArrivalOptions arrivals{.texts_per_s = load * last_capacity,
                            .seconds = options.seconds,
                            .workers = options.workers,
                            .tier = cascade.num_tiers()};
    add("last tier", load, arrivals);
    if (cascade.num_tiers() == 1) continue;
    arrivals.tier.reset();
    arrivals.texts_per_s = load * capacity;
    add("cascade", load, arrivals);
  }
  return runs;
}

}  // namespace tango::evaluate
