// What the whole server tells of itself: metrics and records of requests.
#include "serve/metrics/exposition.h"

#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "base/temporary_directory_test.h"
#include "serve/served_cascade_test.h"

namespace tango::serve {
namespace {

class ServedMetrics : public ServedCascade {};

TEST_F(ServedMetrics, TellsOfItself) {
  const base::Json info = base::Json::parse(body_of(get("/info")));
  EXPECT_EQ(info["model_id"], "fake");
  EXPECT_EQ(info["model_type"]["classifier"]["id2label"]["1"], "positive");
  EXPECT_EQ(info["problem_type"], "single_label_classification");
  EXPECT_EQ(info["tiers"].size(), 2U);
  (void)ask("/predict", R"({"inputs": [["9"], ["6"]]})");
  (void)ask("/predict", "{");
  const std::string metrics = get("/metrics");
  for (const char* line :
       {"te_request_count ", "te_request_success ", "te_request_failure{err=\"422\"} 1",
        "tango_texts_total{outcome=\"answered\"} 2",
        "tango_tier_answers_total{model=\"fake\",version=\"1\",tier=\"1\",tier_model=\"\"} 1",
        "tango_deferral_ratio{", "te_request_duration_bucket{le=\"+Inf\"}"}) {
    EXPECT_NE(metrics.find(line), std::string::npos) << line << '\n' << metrics;
  }
}

TEST_F(ServedMetrics, MetricsDoNotCountTheTextsOfTheWarmUp) {
  application_ = std::make_unique<Application>(options_);
  application_->warm_up_and_serve(two_tiers());
  const std::string tier = "{model=\"fake\",version=\"1\",tier=\"1\",tier_model=\"\"}";
  const auto expect = [this](const std::string& line) {
    const std::string metrics = get("/metrics");
    EXPECT_NE(metrics.find("\n" + line + "\n"), std::string::npos) << line << '\n' << metrics;
  };
  for (const char* name :
       {"tango_tier_answers_total", "tango_tier_deferrals_total", "tango_tier_batches_total",
        "tango_confidence_count", "tango_text_duration_count", "te_batch_next_size_count"}) {
    expect(name + tier + " 0");
  }
  expect("tango_texts_total{outcome=\"answered\"} 0");
  expect("tango_texts_total{outcome=\"failed\"} 0");
  (void)ask("/predict", R"({"inputs": "9"})");
  expect("tango_tier_answers_total" + tier + " 1");
  expect("tango_tier_batches_total" + tier + " 1");
  std::string of_one_text = tier;  // a bound is in its bucket
  of_one_text.insert(of_one_text.size() - 1, ",le=\"1\"");
  expect("te_batch_next_size_bucket" + of_one_text + " 1");
}

TEST_F(ServedMetrics, MetricsSayWhoseATierIs) {
  application_ = std::make_unique<Application>(options_);
  const auto shared = two_tiers("b")->cascade;
  for (const char* name : {"b", "a"}) application_->serve(make_served_model(name, 1, shared));
  application_->serve(two_tiers("c"));
  for (const char* name : {"a", "b", "c"}) {
    (void)ask("/predict", R"({"inputs": "9", "model": ")" + std::string(name) + "\"}");
  }
  const std::string metrics = get("/metrics");
  for (const char* line : {"tango_tier_answers_total{model=\"a\",version=\"1\",tier=\"1\"",
                           "tango_tier_answers_total{model=\"a\",version=\"1\",tier=\"2\"",
                           "tango_confidence_count{model=\"c\",version=\"1\",tier=\"1\""}) {
    EXPECT_NE(metrics.find(line), std::string::npos) << line << '\n' << metrics;
  }
  EXPECT_EQ(metrics.find("tango_tier_answers_total{model=\"b\""), std::string::npos) << metrics;
}

TEST_F(ServedMetrics, TheLogKnowsModelKeyAndReason) {
  const base::TemporaryDirectory directory;
  const std::string hash = "2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b";
  options_.api_keys = directory.write("keys", hash + "  the shop # since May\n");  // "secret"
  std::vector<http::Record> records;
  options_.log = [&records](const http::Record& record) { records.push_back(record); };
  const auto send = [this](const std::string& body, const std::string& key) {
    RawClient client(application().port());
    client.send("POST /predict HTTP/1.1\r\nHost: test\r\nAuthorization: Bearer " + key +
                "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
    (void)client.response();
  };
  send(R"({"inputs": "9"})", "secret");
  send(R"({"inputs": "9", "model": "none"})", "secret");
  send(R"({"inputs": "9"})", "other");
  application_.reset();
  ASSERT_EQ(records.size(), 3U);
  EXPECT_EQ(records[0].model, "fake/1");
  EXPECT_EQ(records[0].owner, "the shop");
  EXPECT_EQ(records[0].reason, "");
  EXPECT_EQ(records[1].reason, "no model is called \"none\"; there are: fake");
  EXPECT_EQ(records[1].owner, "the shop");
  EXPECT_EQ(records[2].owner, "");
  EXPECT_NE(records[2].reason.find("needs a key"), std::string::npos);
}

TEST_F(ServedMetrics, MetricsOfRequestsCountThoseForAnswersAlone) {
  for (const char* path : {"/health", "/info", "/metrics", "/", "/v2/models/fake", "/nowhere"}) {
    (void)get(path);
  }
  (void)ask("/tokenize", "{");
  (void)ask("/v2/repository/index", "");
  const auto expect = [this](const std::string& line) {
    const std::string metrics = get("/metrics");
    EXPECT_NE(metrics.find("\n" + line + "\n"), std::string::npos) << line << '\n' << metrics;
  };
  expect("te_request_count 0");
  expect("te_request_success 0");
  expect("te_request_duration_count 0");
  for (const char* path : {"/predict", "/", "/invocations", "/hf"}) {
    (void)ask(path, R"({"inputs": "9"})");
  }
  (void)ask("/v2/models/fake/infer",
            R"({"inputs": [{"name": "text", "datatype": "BYTES", "shape": [1], "data": ["9"]}]})");
  expect("te_request_count 5");
  expect("te_request_duration_count 5");
  RawClient broken(application().port());
  broken.send("POST /predict HTTP/1.1\r\n\r\n");
  EXPECT_EQ(status_of(broken.response()), 400);
  RawClient stranger(application().port());
  stranger.send("hello, is this HTTP?\r\n\r\n");
  EXPECT_EQ(status_of(stranger.response()), 400);
  (void)ask("/v2/models/fake/infer", "{");
  expect("te_request_count 8");
  expect("te_request_success 5");
  expect("te_request_failure{err=\"400\"} 2");
  expect("te_request_failure{err=\"422\"} 1");
}

}  // namespace
}  // namespace tango::serve
