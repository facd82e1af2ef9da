#include "certify/auditor.h"

#include <gtest/gtest.h>

#include "base/expect_error_test.h"

namespace tango::certify {
namespace {

Certificate promise_of_98() {
  Certificate certificate;
  certificate.promise.keep = 0.98;
  certificate.evidence.thresholds = {0.7F};
  certificate.evidence.answered = {0.75, 0.25};
  certificate.evidence.texts = 1000;
  certificate.evidence.confidences = {0, 0, 0, 0, 50, 100, 100, 200, 200, 100};
  certificate.decisions = "d1";
  return certificate;
}

cascade::Answer answer_of(int tier, float confidence) {
  cascade::Answer answer;
  answer.tier = tier;
  answer.confidence = confidence;
  return answer;
}

TEST(Auditor, TossesACoinForEveryText) {
  Auditor auditor(promise_of_98(), {.rate = 0.01});
  int audited = 0;
  for (int i = 0; i < 100'000; ++i) audited += auditor.next().is_audited ? 1 : 0;
  EXPECT_NEAR(audited, 1000, 150);
  EXPECT_FALSE(auditor.next().threshold.has_value()) << "the cascade's own";
}

TEST(Auditor, AfterAnAlarmEveryTextIsDeferredUntilAThresholdIsFound) {
  Auditor auditor(promise_of_98(), {.rate = 0.01, .recovery_audits = 500});
  for (int i = 0; i < 2000 && !auditor.recovers(); ++i) auditor.add_audit(0.9F, i % 5 == 0);
  ASSERT_TRUE(auditor.recovers());
  EXPECT_EQ(auditor.next().threshold, 1.0F);
  EXPECT_TRUE(auditor.next().is_audited);
  EXPECT_NE(auditor.report().find("Alarm 1: the promise is broken"), std::string::npos);
  for (int i = 0; i < 500; ++i) auditor.add_audit(i % 2 == 0 ? 0.95F : 0.8F, i % 10 == 1);
  EXPECT_FALSE(auditor.recovers());
  const auto threshold = auditor.next().threshold;
  ASSERT_TRUE(threshold.has_value());
  EXPECT_GT(*threshold, 0.8F) << "what differs has that confidence";
  EXPECT_LE(*threshold, 0.95F);
}

TEST(Auditor, WatchesThresholdsOfClasses) {
  Certificate certificate = promise_of_98();
  certificate.evidence.thresholds = {cascade::Threshold(std::vector{0.6F, 0.9F, 1.0F})};
  Auditor auditor(certificate, {.recovery_audits = 500});
  for (int i = 0; i < 2000 && !auditor.recovers(); ++i) auditor.add_accepted(0.7F, i % 5 == 0);
  ASSERT_TRUE(auditor.recovers()) << "accepted by the first class's threshold";
  for (int i = 0; i < 500; ++i) auditor.add_audit(0.7F, false);
  EXPECT_EQ(auditor.next().threshold, 0.9F) << "never below the certified of any class";
}

TEST(Auditor, ADroppedAuditIsAMiss) {
  Auditor auditor(promise_of_98(), {});
  for (int i = 0; i < 1000 && !auditor.recovers(); ++i) auditor.add_dropped();
  EXPECT_TRUE(auditor.recovers());
}

TEST(Auditor, TheStateSurvivesARestart) {
  const Certificate certificate = promise_of_98();
  Auditor first(certificate, {.rate = 0.5});
  for (int i = 0; i < 300; ++i) {
    (void)first.next();
    first.add_answer(answer_of(1 + i % 2, 0.9F));
    first.add_audit(0.9F, i % 40 == 0);
  }
  Auditor second(certificate, {.rate = 0.5}, first.state(), "watch.json");
  EXPECT_EQ(second.state(), first.state());
  for (int i = 0; i < 50; ++i) EXPECT_EQ(first.next().is_audited, second.next().is_audited);

  Certificate other = certificate;
  other.decisions = "d2";
  base::expect_error(ErrorCode::kInvalidInput, {"watch.json", "another certificate"},
                     [&] { Auditor(other, {}, first.state(), "watch.json"); });
  base::Json damaged = first.state();
  damaged["tiers"] = {1};
  base::expect_error(ErrorCode::kInvalidInput, {"watch.json", "counts"},
                     [&] { Auditor(certificate, {}, damaged, "watch.json"); });
  base::expect_error(ErrorCode::kInvalidInput, {"watch.json"},
                     [&] { Auditor(certificate, {}, base::Json::array(), "watch.json"); });
}

TEST(Auditor, SaysHowFarTextsHaveMoved) {
  Auditor same(promise_of_98(), {});
  Auditor moved(promise_of_98(), {});
  for (int i = 0; i < 1000; ++i) {
    same.add_answer(
        answer_of(i % 4 == 0 ? 2 : 1, 0.7F + 0.3F * static_cast<float>(4 + i % 6) / 10));
    moved.add_answer(answer_of(2, 0.9F));
  }
  EXPECT_NE(same.report().find("index: 0.00"), std::string::npos) << same.report();
  EXPECT_EQ(moved.report().find("index: 0.0"), std::string::npos) << moved.report();
}

TEST(Auditor, RefusesWhatItCannotWatch) {
  Certificate labelled = promise_of_98();
  labelled.promise.labelled = true;
  base::expect_error(ErrorCode::kUnsupported, {"watched"}, [&] { Auditor(labelled, {}); });
  base::expect_error(ErrorCode::kUsage, {"rate"}, [] { Auditor(promise_of_98(), {.rate = 0}); });
}

}  // namespace
}  // namespace tango::certify
