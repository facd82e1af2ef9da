#include "certify/audited_stream.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "base/temporary_directory_test.h"
#include "cascade/fake_tier.h"

namespace tango::certify {
namespace {

class AuditedStreamTest : public base::TemporaryDirectoryTest {
 protected:
  /// Texts that start with 9, of which tier 1 is sure, and every fourth with 5, which is deferred.
  std::unique_ptr<task::RecordReader> reader(int texts) {
    std::string lines;
    for (int i = 0; i < texts; ++i) lines += fmt::format("{}{}\n", i % 4 == 0 ? 5 : 9, i);
    return task::open_record_reader(file("in.txt", lines), {});
  }

  static Certificate certificate() {
    Certificate certificate;
    certificate.promise.keep = 0.98;
    certificate.evidence.thresholds = {0.7F};
    certificate.evidence.answered = {0.75, 0.25};
    certificate.evidence.texts = 1000;
    return certificate;
  }
};

TEST_F(AuditedStreamTest, AnswersAreThoseOfTheCascade) {
  Auditor auditor(certificate(), {.rate = 0.2});
  std::vector<int> tiers;
  answer_audited(*reader(2000), cascade::fake::make_tiers(0.7F, 10), {}, auditor,
                 [&](std::uint64_t, cascade::Answer&& answer) { tiers.push_back(answer.tier); });
  ASSERT_EQ(tiers.size(), 2000U);
  for (std::size_t i = 0; i < tiers.size(); ++i) EXPECT_EQ(tiers[i], i % 4 == 0 ? 2 : 1);
  const base::Json state = auditor.state();
  EXPECT_EQ(state["texts"], 2000);
  EXPECT_NEAR(state["audits"].get<double>(), 400, 80);
  EXPECT_EQ(state["misses"], 0);
  EXPECT_EQ(state["tiers"], (std::vector<std::int64_t>{1500, 500}));
}

TEST_F(AuditedStreamTest, AnAlarmSendsTextsToTheLastTier) {
  Auditor auditor(certificate(), {.rate = 0.2, .recovery_audits = 200});
  int last = 0;
  service::PipelineOptions few_in_flight;
  few_in_flight.max_in_flight = 16;
  answer_audited(
      *reader(4000), cascade::fake::make_tiers(0.7F, -10), few_in_flight, auditor,
      [&](std::uint64_t, cascade::Answer&& answer) { last += answer.tier == 2 ? 1 : 0; });
  EXPECT_GT(last, 3000) << "tier 1 is always wrong where it is sure";
  EXPECT_GE(auditor.state()["watch"]["alarms"], 1);
}

}  // namespace
}  // namespace tango::certify
