// How long those wait who are let in at twice the capacity, in virtual time.
#include <algorithm>
#include <cmath>
#include <random>

#include <gtest/gtest.h>

#include "serve/application.h"
#include "serve/overload/admission.h"
#include "service/simulation_test.h"
#include "service/tiers_per_text.h"

namespace tango::serve {
namespace {

using namespace std::chrono_literals;
using service::Arrival;
using service::Duration;
using service::Ending;
using service::TimePoint;

double milliseconds(Duration time) {
  return std::chrono::duration<double, std::milli>(time).count();
}

/// The SST-2 cascade on one core (docs/performance-journal.md): the first tier takes 70 us a text,
/// the second 0.9 ms, and a third of all texts.
class Overload {
 public:
  explicit Overload(double degrade_from)
      : admission_({.tokens = kTokens, .degrade_from = degrade_from}) {
    std::mt19937_64 random(1);
    std::exponential_distribution<double> gap(2 * kCapacity);
    std::lognormal_distribution<double> tokens(3, 0.5);
    std::uniform_real_distribution<double> uniform;
    for (double now = gap(random); now < kSeconds; now += gap(random)) {
      arrivals_.push_back({.at = TimePoint(std::chrono::duration_cast<Duration>(
                               std::chrono::duration<double>(now))),
                           .tokens = std::min(256, 2 + static_cast<int>(tokens(random))),
                           .deferred = uniform(random) < 0.33});
    }
    decisions_.resize(arrivals_.size());
  }

  void run() {
    service::Simulation simulation(
        {.scheduler = {.workers = 1, .team = 1, .patience = ApplicationOptions().service.patience},
         .tiers = {{20us, 3us}, {500us, 36us}},
         .tokenizing = 2us,
         .limits = {.texts = 64},
         .on_batch =
             [this](TimePoint, int tier, const service::Work& work) {
               if (tier == 0) return;
               batch_ms_ += 0.5 + 0.036 * work.tokens;
               ++batches_;
             },
         .admits = [this](std::size_t index) { return admits(index); },
         .on_end = [this](std::size_t index) { admission_.release(0, charges_of(index)); }});
    count(simulation.run(arrivals_));
  }

  [[nodiscard]] double p99_ms() const { return p99_ms_; }
  /// The queue at the rate that was reached, and one batch.
  [[nodiscard]] double bound_ms() const {
    return 1000 * kTokens * kSeconds / answered_tokens_ + batch_ms_ / batches_;
  }
  /// Texts that were answered, of the capacity.
  [[nodiscard]] double goodput() const { return answered_ / (kSeconds * kCapacity); }

 private:
  static constexpr std::size_t kTokens = 8192;
  static constexpr double kSeconds = 20;
  static constexpr double kCapacity = 2900;  // texts a second, none of them degraded

  bool admits(std::size_t index) {
    Arrival& text = arrivals_[index];
    const auto tokens = static_cast<std::size_t>(text.tokens);
    const double tiers = tiers_per_text_.mean();
    decisions_[index] = {admission_.decide(0, tokens, tiers), tiers};
    const Admission::Decision decision = decisions_[index].decision;
    if (decision == Admission::Decision::kRefuse) return false;
    admission_.add(0, charges_of(index));
    if (decision == Admission::Decision::kDegrade) {
      text.deferred = false;
    } else {
      tiers_per_text_.add(text.deferred ? 2 : 1);
    }
    return true;
  }

  [[nodiscard]] std::size_t charges_of(std::size_t index) const {
    const auto& [decision, tiers] = decisions_[index];
    return Admission::charge_of(decision, static_cast<std::size_t>(arrivals_[index].tokens), tiers);
  }

  void count(const std::vector<Ending>& endings) {
    std::vector<double> times;
    for (std::size_t i = 0; i < endings.size(); ++i) {
      if (endings[i].times == 0) continue;
      times.push_back(milliseconds(endings[i].at - arrivals_[i].at));
      answered_tokens_ += arrivals_[i].tokens;
    }
    answered_ = static_cast<double>(times.size());
    const auto p99 = times.begin() + static_cast<std::ptrdiff_t>(0.99 * answered_);
    std::ranges::nth_element(times, p99);
    p99_ms_ = *p99;
  }

  struct Taken {
    Admission::Decision decision;
    double tiers;
  };

  Admission admission_;
  service::TiersPerText tiers_per_text_;
  std::vector<Arrival> arrivals_;
  std::vector<Taken> decisions_;  // by index
  double batch_ms_ = 0;
  double batches_ = 0;
  double answered_ = 0;
  double answered_tokens_ = 0;
  double p99_ms_ = 0;
};

TEST(OverloadSimulation, WhoIsLetInWaitsNoLongerThanTheQueueAndOneBatch) {
  for (const double degrade_from : {0.5, 2.0}) {
    Overload overload(degrade_from);
    overload.run();
    EXPECT_LT(overload.p99_ms(), overload.bound_ms()) << degrade_from;
    EXPECT_GT(overload.goodput(), degrade_from < 1 ? 1.5 : 0.9) << degrade_from;
  }
}

}  // namespace
}  // namespace tango::serve
