#include "calibrate/watch/watch.h"

#include <algorithm>
#include <cstdio>

#include "calibrate/watch/alarm.h"
#include "trust/simulations.h"

namespace tango::trust {
namespace {

constexpr double kPromised = 0.02;
constexpr double kHealthy = 0.015;
constexpr double kFallen = 0.04;

/// Audits from the fall to the alarm; streams in which the alarm comes before are left out.
void print_delays(int healthy, int runs, std::uint64_t seed) {
  std::vector<double> delays;
  int early = 0;
  for (int run = 0; run < runs; ++run) {
    Generator generator(seed + static_cast<std::uint64_t>(run));
    calibrate::Alarm alarm(kPromised, kSignificance);
    std::bernoulli_distribution before(kHealthy);
    std::bernoulli_distribution after(kFallen);
    for (int audit = 0; audit < healthy; ++audit) alarm.add(before(generator));
    if (alarm.raised()) {
      ++early;
      continue;
    }
    double delay = 0;
    for (; !alarm.raised(); ++delay) alarm.add(after(generator));
    delays.push_back(delay);
  }
  std::ranges::sort(delays);
  double sum = 0;
  for (const double delay : delays) sum += delay;
  std::printf("watch\tdelay\t%d\t%d\t%d\t%.1f\t%.0f\t%.0f\n", healthy, runs, early,
              sum / static_cast<double>(delays.size()), delays[delays.size() / 2],
              delays[delays.size() * 9 / 10]);
  std::fflush(stdout);
}

/// A share u of texts has a confidence below (1 + u) / 2, and the cheap tier misses those at u with
/// probability 4 · kPromised · (1 - u): accepting all breaks the promise, accepting the upper 71 %
/// keeps it. The certified threshold, from before the texts were such, accepts all.
void print_tightenings(std::int64_t recovery_audits, int runs, std::uint64_t seed) {
  constexpr std::int64_t kAudits = 30'000;
  constexpr float kCertified = 0.5F;
  int broken = 0;
  double deferred = 0;
  std::int64_t alarms = 0;
  for (int run = 0; run < runs; ++run) {
    Generator generator(seed + 2'000'000 + static_cast<std::uint64_t>(run));
    std::uniform_real_distribution<double> uniform;
    calibrate::Watch watch({.risk = kPromised,
                            .significance = kSignificance,
                            .threshold = kCertified,
                            .recovery_audits = recovery_audits});
    bool is_broken = false;
    for (std::int64_t audit = 0; audit < kAudits; ++audit) {
      const double u = uniform(generator);
      const bool recovered = watch.recovers();
      watch.add(static_cast<float>((1 + u) / 2), uniform(generator) < 4 * kPromised * (1 - u));
      if (!recovered || watch.recovers()) continue;
      const double accepted = 2 * (1 - std::min(1.0, static_cast<double>(watch.threshold())));
      is_broken = is_broken || 2 * kPromised * accepted * accepted > kPromised;
    }
    broken += is_broken ? 1 : 0;
    alarms += watch.alarms();
    deferred += std::min(1.0, 2.0 * static_cast<double>(watch.threshold()) - 1);
  }
  std::printf("watch\ttightening\t%lld\t%d\t%d\t%.3f\t%.4f\n",
              static_cast<long long>(recovery_audits), runs, broken,
              static_cast<double>(alarms) / runs, deferred / runs);
  std::fflush(stdout);
}

}  // namespace

void simulate_watch(int runs, std::uint64_t seed, std::int64_t audits) {
  for (const int healthy : {0, 3000}) print_delays(healthy, runs, seed);
  for (const std::int64_t recovery : {1000, 3000}) print_tightenings(recovery, runs, seed);
  int raised = 0;
  for (int run = 0; run < runs; ++run) {
    Generator generator(seed + 1'000'000 + static_cast<std::uint64_t>(run));
    calibrate::Alarm alarm(kPromised, kSignificance);
    std::bernoulli_distribution loss(kPromised);
    for (std::int64_t audit = 0; audit < audits && !alarm.raised(); ++audit) {
      alarm.add(loss(generator));
    }
    raised += alarm.raised() ? 1 : 0;
  }
  std::printf("watch\tfalse alarms\t%lld\t%d\t%d\n", static_cast<long long>(audits), runs, raised);
}

}  // namespace tango::trust
