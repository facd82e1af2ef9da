#include "calibrate/watch/watch.h"

#include <cmath>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "base/expect_error_test.h"
#include "base/random.h"
#include "calibrate/watch/stability.h"

namespace tango::calibrate {
namespace {

bool is_loss(std::uint64_t seed, std::int64_t index, double risk) {
  return is_audited(static_cast<std::uint64_t>(index), risk, seed);  // any coin
}

TEST(Alarm, TheFirstAuditsByHand) {
  Alarm alarm(0.02, 0.05);
  alarm.add(true);
  // 1 - (1 + 1/150)^-0.3 is bet, and grows on average 0.2·1.5 + 0.5·2 + 0.2·4 + 0.1·8 = 2.9 fold.
  const double bet = 1 - std::pow(1 + 1.0 / 150, -0.3);
  EXPECT_NEAR(alarm.log_evidence(), std::log(1 + 1.9 * bet), 1e-12);
  EXPECT_FALSE(alarm.raised());
}

TEST(Alarm, IsRarelyRaisedWhereThePromiseHoldsOnTheEdge) {
  int raised = 0;
  for (std::uint64_t seed = 0; seed < 300; ++seed) {
    Alarm alarm(0.02, 0.2);
    for (std::int64_t i = 0; i < 3000; ++i) alarm.add(is_loss(seed, i, 0.02));
    raised += alarm.raised() ? 1 : 0;
  }
  EXPECT_LT(raised, 80);  // 60 expected at most, deviation 7
  EXPECT_GT(raised, 5);
}

TEST(Alarm, IsRaisedSoonAfterAFallAlsoAfterManyHealthyAudits) {
  for (const std::int64_t healthy : {0, 3000}) {
    std::int64_t audits = 0;
    for (std::uint64_t seed = 0; seed < 100; ++seed) {
      Alarm alarm(0.02, 0.05);
      for (std::int64_t i = 0; i < healthy; ++i) alarm.add(is_loss(seed, i, 0.015));
      while (!alarm.raised()) {
        alarm.add(is_loss(seed + 1000, audits, 0.04));
        ++audits;
      }
    }
    // A sequential test that knew both risks needs 378.
    EXPECT_LT(audits / 100, healthy == 0 ? 756 : 1134);
  }
}

TEST(Alarm, AllAlarmsTogetherSpendTheSignificance) {
  double spent = 0;
  for (std::int64_t alarm = 1; alarm < 100000; ++alarm) spent += alarm_share(alarm);
  EXPECT_NEAR(spent, 1, 1e-4);
}

TEST(Audit, TossesOneInAHundredAndKnowsNothingButTheNumber) {
  int audited = 0;
  for (std::uint64_t i = 0; i < 100000; ++i) audited += is_audited(i, 0.01, 4) ? 1 : 0;
  EXPECT_NEAR(audited, 1000, 130);
  EXPECT_EQ(is_audited(17, 0.5, 4), is_audited(17, 0.5, 4));
  EXPECT_FALSE(is_audited(3, 0, 4));
  EXPECT_TRUE(is_audited(3, 1, 4));
}

constexpr WatchOptions kOptions{
    .risk = 0.02, .significance = 0.05, .threshold = 0.6F, .recovery_audits = 300};

TEST(Watch, AnAlarmDefersAllUntilATighterThresholdIsShown) {
  Watch watch(kOptions);
  for (int i = 0; i < 100; ++i) watch.add(0.9F, false);
  for (int i = 0; i < 100; ++i) watch.add(0.5F, true);  // deferred: no losses
  EXPECT_EQ(watch.alarms(), 0);
  while (watch.alarms() == 0) watch.add(0.7F, true);
  EXPECT_TRUE(watch.recovers());
  EXPECT_EQ(watch.threshold(), kAcceptNothing);
  for (int i = 0; i < 300; ++i) watch.add(i % 10 == 0 ? 0.7F : 0.9F, i % 10 == 0);
  EXPECT_FALSE(watch.recovers());
  EXPECT_EQ(watch.threshold(), std::nextafter(0.7F, 1.0F));
}

TEST(Watch, NeverGoesBelowTheCertifiedThreshold) {
  Watch watch(kOptions);
  while (watch.alarms() == 0) watch.add(1.0F - 0x1p-20F, true);
  for (int i = 0; i < 300; ++i) watch.add(0.9F, false);
  EXPECT_EQ(watch.threshold(), 0.6F);
}

TEST(Watch, GoesOnAfterARestartAsIfThereHadBeenNone) {
  Watch whole(kOptions);
  Watch parts(kOptions);
  for (std::int64_t i = 0; i < 3000; ++i) {
    const bool differs = is_loss(3, i, 0.06);
    whole.add(0.8F, differs);
    parts.add(0.8F, differs);
    if (i % 7 == 0) {
      const std::string stored = parts.state().dump();
      parts = Watch(kOptions, base::Json::parse(stored), "watch.json");
    }
  }
  EXPECT_EQ(parts.state(), whole.state());
  EXPECT_GT(whole.alarms(), 0);
}

TEST(Watch, RefusesADamagedState) {
  const base::Json good = Watch(kOptions).state();
  for (const char* key : {"risk", "threshold", "alarms", "log_capital", "recovery"}) {
    base::Json state = good;
    state[key] = key == std::string_view("recovery") ? base::Json{{1}} : base::Json(-3);
    base::expect_error(ErrorCode::kInvalidInput, {"watch.json", "remove the file"},
                       [&] { Watch(kOptions, state, "watch.json"); });
  }
  base::expect_error(ErrorCode::kInvalidInput, {"watch.json"},
                     [&] { Watch(kOptions, base::Json::array(), "watch.json"); });
}

TEST(Stability, ByHand) {
  const std::vector<std::int64_t> same = {50, 50};
  EXPECT_EQ(population_stability_index(same, same), 0);
  const std::vector<std::int64_t> expected = {98, 0};
  const std::vector<std::int64_t> actual = {49, 49};
  const double first = 98.5 / 99;
  EXPECT_NEAR(population_stability_index(expected, actual),
              (first - 0.5) * std::log(first / (1 - first)), 1e-12);
  EXPECT_EQ(population_stability_index(std::vector<std::int64_t>{0, 0}, actual), 0);
}

}  // namespace
}  // namespace tango::calibrate
