// Audits of a served cascade's answers, from the request to the metrics.
#include <chrono>
#include <filesystem>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "base/expect_error_test.h"
#include "base/json.h"
#include "base/temporary_directory_test.h"
#include "cascade/fake_tier.h"
#include "certify/certificate.h"
#include "serve/application.h"
#include "serve/audit/keeper.h"
#include "serve/http/raw_client_test.h"

namespace tango::serve {
namespace {

using namespace std::chrono_literals;

certify::Certificate promise_of_98() {
  certify::Certificate certificate;
  certificate.promise.keep = 0.98;
  certificate.evidence.thresholds = {0.7F};
  certificate.evidence.answered = {0.75, 0.25};
  certificate.evidence.texts = 1000;
  certificate.decisions = "d1";
  return certificate;
}

class ServedAudits : public testing::Test {
 protected:
  void serve(float second, const certify::AuditOptions& options) {
    auditor_ = std::make_shared<certify::Auditor>(promise_of_98(), options);
    application_.serve(make_served_model("watched", 1, cascade::fake::make_tiers(0.7F, second),
                                         {.state = WatchedPromise::State::kStands,
                                          .why_void = {},
                                          .keep = 0.98,
                                          .auditor = auditor_}));
  }

  /// The tier that answered; `fields`: of the request besides.
  int tier_of(const std::string& text, const std::string& fields = "") {
    RawClient client(application_.port());
    client.send(post("/predict",
                     fmt::format(R"({{"inputs": "{}", "return_tier": true{}}})", text, fields)));
    const std::string response = client.response();
    EXPECT_EQ(status_of(response), 200) << response;
    return base::Json::parse(body_of(response))["tier"];
  }

  std::string metrics() {
    RawClient client(application_.port());
    client.send("GET /metrics HTTP/1.1\r\nHost: test\r\n\r\n");
    return client.response();
  }

  std::shared_ptr<certify::Auditor> auditor_;
  Application application_{{.service = {.workers = 2}}};
};

void wait_for(const auto& condition) {
  for (int tries = 0; tries < 1000 && !condition(); ++tries) std::this_thread::sleep_for(5ms);
}

TEST_F(ServedAudits, CompareAnswersWithTheLastTiers) {
  serve(10, {.rate = 1});
  for (int i = 0; i < 20; ++i) EXPECT_EQ(tier_of(fmt::format("9 {}", i)), 1);
  for (int i = 0; i < 5; ++i) EXPECT_EQ(tier_of(fmt::format("5 {}", i)), 2);
  wait_for([&] { return auditor_->figures().audits == 25; });
  const certify::Auditor::Figures figures = auditor_->figures();
  EXPECT_EQ(figures.texts, 25);
  EXPECT_EQ(figures.audits, 25);
  EXPECT_EQ(figures.misses, 0);
  const std::string said = metrics();
  for (const char* line : {"tango_certificate{model=\"watched\",version=\"1\",state=\"stands\"} 1",
                           "tango_promised_agreement{model=\"watched\",version=\"1\"} 0.98",
                           "tango_audits_total{model=\"watched\",version=\"1\"} 25",
                           "tango_audit_disagreement{model=\"watched\",version=\"1\"} 0"}) {
    EXPECT_NE(said.find(line), std::string::npos) << line << "\n" << said;
  }
}

TEST_F(ServedAudits, AnAlarmHasTheLastTierAnswer) {
  serve(-10, {.rate = 1, .recovery_audits = 100'000});
  int asked = 0;
  wait_for([&] {
    (void)tier_of(fmt::format("9 {}", asked++));
    return auditor_->recovers();
  });
  ASSERT_TRUE(auditor_->recovers());
  EXPECT_EQ(tier_of("9 after the alarm"), 2);
  EXPECT_NE(metrics().find("tango_audit_alarms_total{model=\"watched\",version=\"1\"} 1"),
            std::string::npos);
}

TEST_F(ServedAudits, WhatARequestDecidesItselfIsNotWatched) {
  serve(-10, {.rate = 1});
  EXPECT_EQ(tier_of("9", R"(, "threshold": 0.6)"), 1);
  EXPECT_EQ(tier_of("9", R"(, "tier": 1)"), 1);
  EXPECT_EQ(auditor_->figures().texts, 0);
}

TEST(AuditKeeper, RefusesADirectoryThatCanNotHoldFiles) {
  const base::TemporaryDirectory directory;
  for (const std::string& where :
       {std::string("/proc/nothing"), directory.write("file", "").string()}) {
    base::expect_error(ErrorCode::kIo, {"audits can't be kept in the directory " + where},
                       [&] { (void)AuditKeeper({.directory = where}); });
  }
  const AuditKeeper made({.directory = directory.path() / "new/one"});
  EXPECT_TRUE(std::filesystem::is_directory(directory.path() / "new/one"));
}

TEST(AuditKeeper, HaveADirectoryEach) {
  const base::TemporaryDirectory directory;
  const AuditSettings settings{.directory = directory.path() / "audits"};
  {
    const AuditKeeper first(settings);
    base::expect_error(ErrorCode::kUsage, {settings.directory.string(), "another server"},
                       [&] { const AuditKeeper second(settings); });
  }
  const AuditKeeper after(settings);
}

TEST(ServedAuditsAtAStop, AreNoMisses) {
  auto auditor =
      std::make_shared<certify::Auditor>(promise_of_98(), certify::AuditOptions{.rate = 1});
  {
    Application application({.service = {.workers = 1}});
    application.serve(make_served_model("watched", 1, cascade::fake::make_tiers(0.7F, 10),
                                        {.state = WatchedPromise::State::kStands,
                                         .why_void = {},
                                         .keep = 0.98,
                                         .auditor = auditor}));
    std::string texts;
    for (int i = 0; i < 200; ++i) texts += fmt::format(R"({}["9 {}"])", i == 0 ? "" : ",", i);
    RawClient client(application.port());
    client.send(post("/predict", R"({"inputs": [)" + texts + "]}"));
    EXPECT_EQ(status_of(client.response()), 200);
  }
  EXPECT_EQ(auditor->figures().misses, 0);
}

}  // namespace
}  // namespace tango::serve
