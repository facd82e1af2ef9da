#include "evaluate/online.h"

#include <thread>

#include <gtest/gtest.h>

#include "cascade/fake_tier.h"

namespace tango::evaluate {
namespace {

using namespace std::chrono_literals;

TEST(PoissonArrivals, HaveTheirRateAndExponentialGaps) {
  const std::vector<double> arrivals = poisson_arrivals(20'000, 50, 7);
  EXPECT_NEAR(20'000 / arrivals.back(), 50, 1.5);
  int short_gaps = 0;  // below the mean: 1 - 1/e of them
  for (std::size_t i = 1; i < arrivals.size(); ++i) {
    ASSERT_GE(arrivals[i], arrivals[i - 1]);
    if (arrivals[i] - arrivals[i - 1] < 0.02) ++short_gaps;
  }
  EXPECT_NEAR(short_gaps / 20'000.0, 0.632, 0.015);
  EXPECT_EQ(arrivals, poisson_arrivals(20'000, 50, 7));
  EXPECT_NE(arrivals, poisson_arrivals(20'000, 50, 8));
}

TEST(Online, ATextWaitsAtLeastAsLongAsItIsComputed) {
  const auto slow = [](const model::PackedBatch&, base::Team) { std::this_thread::sleep_for(5ms); };
  const cascade::Cascade cascade = cascade::fake::make_one_tier(1, {{}, slow});
  const std::vector<cascade::Request> texts{{"9", {}, {}, {}}, {"7", {}, {}, {}}};
  const OnlineLatency found =
      measure_arrivals(cascade, texts, {.texts_per_s = 100, .seconds = 0.5, .workers = 2});
  EXPECT_EQ(found.texts, 50U);
  EXPECT_GE(found.p50_ms, 5);
  EXPECT_LE(found.p50_ms, found.p95_ms);
  EXPECT_LE(found.p95_ms, found.p99_ms);
  EXPECT_EQ(found.deferral_rate, 0);
  EXPECT_GT(found.answered_per_s, 0);
}

TEST(Online, APinnedTierDefersNothing) {
  // '5' is a coin's toss to tier 1.
  const cascade::Cascade cascade = cascade::fake::make_two_tiers(0.9F);
  const std::vector<cascade::Request> texts{{"5", {}, {}, {}}};
  const OnlineLatency found =
      measure_arrivals(cascade, texts, {.texts_per_s = 20, .seconds = 0.5, .workers = 1});
  EXPECT_EQ(found.deferral_rate, 1);
  const OnlineLatency pinned =
      measure_arrivals(cascade, texts, {.texts_per_s = 20, .seconds = 0.5, .tier = 1});
  EXPECT_EQ(pinned.deferral_rate, 0);
}

TEST(Online, EveryLoadOfTheLastTierAndOfTheCascade) {
  const cascade::Cascade cascade = cascade::fake::make_two_tiers(0.9F);
  const std::vector<cascade::Request> texts{{"9", {}, {}, {}}, {"5", {}, {}, {}}};
  // Of two texts one is deferred: 4 s alone for both, 0.2 + 2 s as a cascade.
  const RecordedRun batches{.grading = {.metric = task::Metric::kAccuracy,
                                        .num_labels = 2,
                                        .truths = {1, 1},
                                        .labels = {{1, 0}, {1, 1}},
                                        .credits = {}},
                            .confidences = {{0.99F, 0.5F}, {1, 1}},
                            .seconds = {{0.1, 0.1}, {2, 2}}};
  const auto runs = measure_online(cascade, texts, batches, {.loads = {0.5}, .seconds = 0.01},
                                   [](const std::string&) {});
  ASSERT_EQ(runs.size(), 2U);
  EXPECT_EQ(runs[0].system, "last tier");
  EXPECT_EQ(runs[0].options.tier, 2);
  EXPECT_DOUBLE_EQ(runs[0].options.texts_per_s, 0.5 * 2 / 4);
  EXPECT_EQ(runs[1].system, "cascade");
  EXPECT_DOUBLE_EQ(runs[1].options.texts_per_s, 0.5 * 2 / 2.2);
}

}  // namespace
}  // namespace tango::evaluate
