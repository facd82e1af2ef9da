// The whole server over a cascade of fakes.
#include "serve/application.h"

#include <atomic>
#include <cmath>
#include <future>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "base/json.h"
#include "cascade/fake_tier.h"
#include "serve/http/raw_client_test.h"
#include "serve/served_cascade_test.h"

namespace tango::serve {
namespace {

using namespace std::chrono_literals;
using base::Json;

/// A first tier that computes nothing until it is let go.
struct HeldTier {
  std::promise<void> go;
  std::shared_future<void> going{go.get_future()};
  std::atomic<bool> began = false;

  std::shared_ptr<const ServedModel> model() {
    const auto wait = [this](const model::PackedBatch&, base::Team) {
      began = true;
      going.wait();
    };
    return make_served_model(
        "slow", 1,
        std::make_shared<const cascade::Cascade>(cascade::fake::make_two_tiers(
            0.9F, cascade::LongText::kTruncate, {.on_encode = nullptr, .on_forward = wait})));
  }
};

TEST_F(ServedCascade, AnswersInTheNestingThatWasAskedFor) {
  for (const char* path : {"/predict", "/", "/invocations"}) {
    const Json one = answer(path, R"({"inputs": "9"})");
    ASSERT_EQ(one.size(), 2U);
    EXPECT_EQ(one[0]["label"], "positive");
    EXPECT_GT(one[0]["score"], one[1]["score"]);
    EXPECT_EQ(answer(path, R"({"inputs": ["9"]})"), one);
    const Json batch = answer(path, R"({"inputs": [["9"], ["1"], ["9", "1"]]})");
    ASSERT_EQ(batch.size(), 3U);
    EXPECT_EQ(batch[0], one);
    EXPECT_EQ(batch[1][0]["label"], "negative");
    EXPECT_EQ(answer(path, R"({"inputs": ["9", "1"]})"), batch[2]);
    EXPECT_EQ(answer("/hf", R"({"inputs": "9"})"), Json::array({one}));
  }
}

TEST_F(ServedCascade, SaysTierAndLogitsWhereAsked) {
  const Json sure = answer("/predict", R"({"inputs": "9", "return_tier": true})");
  EXPECT_EQ(sure["tier"], 1);
  EXPECT_EQ(sure["cut_short"], false);
  EXPECT_EQ(sure["predictions"][0]["label"], "positive");
  const Json unsure = answer("/predict", R"({"inputs": "6", "return_tier": true})");
  EXPECT_EQ(unsure["tier"], 2);
  EXPECT_EQ(answer("/predict", R"({"inputs": "6", "threshold": 0, "return_tier": true})")["tier"],
            1);
  EXPECT_EQ(answer("/predict", R"({"inputs": "9", "tier": 2, "return_tier": true})")["tier"], 2);
  const Json logits = answer("/predict", R"({"inputs": "9", "return_logits": true})");
  const Json raw = answer("/predict", R"({"inputs": "9", "raw_scores": true})");
  EXPECT_EQ(raw[0]["score"], logits["logits"][1]);
}

TEST_F(ServedCascade, TakesTheHubsParameters) {
  const auto ask_hub = [this](const std::string& parameters) {
    return answer("/hf", R"({"inputs": "9", "parameters": )" + parameters + "}")[0];
  };
  const Json whole = ask_hub("null");
  ASSERT_EQ(whole.size(), 2U);
  EXPECT_EQ(ask_hub("{}"), whole);
  EXPECT_EQ(ask_hub(R"({"top_k": null, "function_to_apply": "softmax"})"), whole);
  EXPECT_EQ(ask_hub(R"({"top_k": 1})"), Json::array({whole[0]}));
  EXPECT_EQ(ask_hub(R"({"top_k": 100})"), whole);
  const Json raw = answer("/predict", R"({"inputs": "9", "raw_scores": true})");
  EXPECT_EQ(ask_hub(R"({"function_to_apply": "none"})"), raw);
  const Json sigmoid = ask_hub(R"({"function_to_apply": "sigmoid", "top_k": 1})");
  ASSERT_EQ(sigmoid.size(), 1U);
  EXPECT_NEAR(sigmoid[0]["score"], 1 / (1 + std::exp(-raw[0]["score"].get<double>())), 1e-6);
  EXPECT_EQ(sigmoid[0]["label"], raw[0]["label"]);
}

TEST_F(ServedCascade, WhatIsWrongWithARequestIsSaid) {
  const std::pair<const char*, const char*> bodies[] = {
      {R"({"inputs": "x")", "the request's body"},
      {R"(["x"])", "JSON object"},
      {R"({"text": "x"})", "\\\"inputs\\\" is"},
      {R"({"inputs": []})", "an empty list"},
      {R"({"inputs": ["a", "b", "c"]})", "a list of 3 strings"},
      {R"({"inputs": [["a"], "b"]})", "string in a batch"},
      {R"({"inputs": [["a", 1]]})", "number in a list"},
      {R"({"inputs": "x", "raw_scores": 1})", "raw_scores"},
      {R"({"inputs": "x", "timeout": 0})", "a number of seconds above 0; found 0"},
      {R"({"inputs": "x", "treshold": 0.9})", R"(did you mean \"threshold\"?)"},
      {R"({"input": "x"})", R"(did you mean \"inputs\"?)"},
      {R"({"inputs": "x", "truncation_direction": "left"})", "truncation_direction"},
      {R"({"inputs": "x", "parameters": [1]})", "parameters"},
      {R"({"inputs": "x", "parameters": {"top_k": 0}})", "top_k"},
      {R"({"inputs": "x", "parameters": {"top_k": 1.5}})", "top_k"},
      {R"({"inputs": "x", "parameters": {"function_to_apply": "tanh"}})", "function_to_apply"},
      {R"({"inputs": "x", "parameters": {"function_to_apply": 1}})", "function_to_apply"},
      {R"({"inputs": "x", "parameters": {"max_length": 1}})", "max_length"},
      {R"({"inputs": "x", "raw_scores": true, "parameters": {"function_to_apply": "softmax"}})",
       "raw_scores"},
      {R"({"inputs": "x", "tier": 3})", "tier"},
      {R"({"inputs": "x", "threshold": 2})", "threshold"},
      {R"({"inputs": [["9"], [""]]})", "input 1"}};
  for (const auto& [body, words] : bodies) {
    const std::string response = ask("/predict", body);
    EXPECT_EQ(status_of(response), 422) << body;
    EXPECT_NE(response.find(words), std::string::npos) << body << '\n' << response;
  }
  EXPECT_EQ(status_of(ask("/predict", R"({"inputs": "x", "model": "other"})")), 404);
  const char* const of_others = R"({"inputs": "x", "options": {}, "normalize": true, "user": "y"})";
  EXPECT_EQ(status_of(ask("/predict", of_others)), 200);
  EXPECT_NE(ask("/tokenize", R"({"inputs": "x", "add_special_token": false})")
                .find(R"(did you mean \"add_special_tokens\"?)"),
            std::string::npos);
  const std::string tensors = ask("/v2/models/fake/infer",
                                  R"({"inputs": [{"name": "text", "datatype": "BYTES", "shape": [1],
                                  "data": ["x"]}], "parameters": {"treshold": 0.9}})");
  EXPECT_NE(tensors.find(R"(did you mean \"threshold\"?)"), std::string::npos) << tensors;
}

TEST_F(ServedCascade, DeepJsonIsRefused) {
  const std::string deep = R"({"inputs": )" + std::string(100'000, '[');
  EXPECT_EQ(status_of(ask("/predict", deep)), 422);
}

TEST_F(ServedCascade, TooLongIsAnErrorOnlyWhereItMayNotBeTruncated) {
  const std::string text(40, '9');
  EXPECT_EQ(status_of(ask("/predict", R"({"inputs": ")" + text + R"("})")), 200);
  const std::string refused =
      ask("/predict", R"({"inputs": ")" + text + R"(", "truncate": false})");
  EXPECT_EQ(status_of(refused), 413);
  EXPECT_NE(refused.find(" tokens that tier "), std::string::npos) << refused;
}

TEST_F(ServedCascade, LimitsTheTokensOfAText) {
  options_.service.max_text_tokens = 40;
  (void)application();
  application_->serve(
      make_served_model("fake", 1,
                        std::make_shared<const cascade::Cascade>(
                            cascade::fake::make_two_tiers(0.9F, cascade::LongText::kWindow))));
  const std::string text(41, '9');
  const std::string data = R"({"inputs": [{"name": "text", "datatype": "BYTES", "shape": [1], )"
                           R"("data": [")" +
                           text + R"("]}]})";
  EXPECT_EQ(status_of(ask("/predict", R"({"inputs": ")" + text.substr(1) + R"("})")), 200);
  for (const std::string& refused :
       {ask("/predict", R"({"inputs": ")" + text + R"("})"), ask("/v2/models/fake/infer", data)}) {
    EXPECT_EQ(status_of(refused), 413);
    EXPECT_NE(refused.find("a text of 41 tokens in 3 windows, where a text may have 40 tokens"),
              std::string::npos)
        << refused;
  }
}

TEST_F(ServedCascade, LimitsARequestsTextsAndTheQueue) {
  options_.limits.max_client_batch_size = 2;
  const std::string three = ask("/predict", R"({"inputs": [["1"], ["2"], ["3"]]})");
  EXPECT_EQ(status_of(three), 413);
  EXPECT_NE(three.find("batch size 3 > maximum allowed batch size 2"), std::string::npos);
}

TEST_F(ServedCascade, MoreThanItCanHoldIsRefusedAtOnce) {
  options_.service.max_texts = 1;
  options_.service.workers = 1;
  HeldTier held;
  application_ = std::make_unique<Application>(options_);
  application_->serve(held.model());
  RawClient first(application().port());
  first.send(post("/predict", R"({"inputs": "9"})"));
  while (!held.began) std::this_thread::sleep_for(1ms);
  const std::string refused = ask("/predict", R"({"inputs": "9"})");
  held.go.set_value();
  EXPECT_EQ(status_of(refused), 429);
  EXPECT_NE(refused.find("Retry-After: 1"), std::string::npos);
  EXPECT_NE(refused.find(R"("error_type":"Overloaded")"), std::string::npos);
  EXPECT_EQ(status_of(first.response()), 200);
}

TEST_F(ServedCascade, AFullServerDoesNotReadWhatItRefuses) {
  options_.admission = {.tokens = 4};
  options_.service.workers = 1;
  HeldTier held;
  application_ = std::make_unique<Application>(options_);
  application_->serve(held.model());
  const std::string no_json = "{\"inputs\": ";
  RawClient first(application().port());
  first.send(post("/predict", R"({"inputs": [["6"], ["6"]]})"));  // of two tokens each
  while (!held.began) std::this_thread::sleep_for(1ms);
  EXPECT_EQ(status_of(ask("/predict", no_json)), 429);
  EXPECT_EQ(status_of(ask("/v2/models/digits/infer", no_json)), 429);
  held.go.set_value();
  EXPECT_EQ(status_of(first.response()), 200);
  EXPECT_EQ(status_of(ask("/predict", no_json)), 422);
}

TEST_F(ServedCascade, TheFirstTierAnswersWhileTheServerIsFull) {
  options_.admission = {.tokens = 100, .degrade_from = 0.5};
  options_.service.workers = 1;
  HeldTier held;
  application_ = std::make_unique<Application>(options_);
  application_->serve(held.model());
  const std::string many = R"({"inputs": [["6"],["6"],["6"],["6"],["6"],["6"],["6"],["6"],["6"],)"
                           R"(["6"],["6"],["6"],["6"],["6"],["6"],["6"],["6"],["6"],["6"],["6"]],)"
                           R"("return_tier": true})";  // of two tokens each
  RawClient first(application().port());
  first.send(post("/predict", many));
  while (!held.began) std::this_thread::sleep_for(1ms);
  RawClient second(application().port());
  second.send(post("/predict", many));
  RawClient third(application().port());
  third.send(post("/predict", many));
  EXPECT_EQ(status_of(third.response()), 429);
  held.go.set_value();
  const std::string whole = first.response();
  EXPECT_EQ(whole.find("Tango-Degraded"), std::string::npos);
  EXPECT_EQ(Json::parse(body_of(whole))[0]["tier"], 2);
  const std::string degraded = second.response();
  EXPECT_NE(degraded.find("Tango-Degraded: true"), std::string::npos);
  EXPECT_EQ(Json::parse(body_of(degraded))[0]["tier"], 1);
  const std::size_t timing = degraded.find("Server-Timing: service;dur=");
  ASSERT_NE(timing, std::string::npos) << degraded;
  EXPECT_GT(std::stod(degraded.substr(timing + 27)), 0);
}

TEST_F(ServedCascade, TextsOfAClientThatHasGoneAreCancelledWhateverItSentBehind) {
  options_.service.workers = 1;
  HeldTier held;
  application_ = std::make_unique<Application>(options_);
  application_->serve(held.model());
  std::string texts = R"(["6"])";
  for (int i = 1; i < 1000; ++i) texts += R"(,["6"])";
  auto client = std::make_unique<RawClient>(application().port());
  client->send(post("/predict", R"({"inputs": [)" + texts + "]}") +
               "GET /health HTTP/1.1\r\nHost: test\r\n\r\n");
  while (!held.began) std::this_thread::sleep_for(1ms);
  client.reset();
  std::this_thread::sleep_for(500ms);
  held.go.set_value();
  std::string metrics;
  const auto until = service::Clock::now() + 10s;
  do {
    metrics = get("/metrics");
  } while (metrics.find("\nte_queue_size 0\n") == std::string::npos &&
           service::Clock::now() < until);
  EXPECT_EQ(metrics.find("tango_texts_total{outcome=\"cancelled\"} 0"), std::string::npos)
      << metrics;
}

TEST_F(ServedCascade, IsHealthyOnceItHasAModel) {
  application_ = std::make_unique<Application>(options_);
  EXPECT_EQ(status_of(get("/health")), 503);
  EXPECT_EQ(status_of(ask("/predict", R"({"inputs": "9"})")), 503);
  application_->serve(two_tiers());
  EXPECT_EQ(status_of(get("/health")), 200);
}

TEST_F(ServedCascade, OrdersAtThisPortAreToldOfTheOther) {
  const std::string response = ask("/v2/repository/models/x/load", "");
  EXPECT_EQ(status_of(response), 404);
  EXPECT_NE(body_of(response).find("--admin-port"), std::string::npos);
}

TEST_F(ServedCascade, ANewModelOfTheSameNameTakesOverWithoutAFailure) {
  (void)application();
  std::atomic<bool> over = false;
  std::atomic<int> failures = 0;
  std::vector<std::jthread> clients;
  clients.reserve(4);
  for (int i = 0; i < 4; ++i) {
    clients.emplace_back([&] {
      RawClient client(application().port());
      while (!over) {
        client.send(post("/predict", R"({"inputs": [["9"], ["6"], ["1"]]})"));
        if (status_of(client.response()) != 200) ++failures;
      }
    });
  }
  for (int i = 0; i < 200; ++i) {
    application().serve(two_tiers("fake", i % 2 == 0 ? 0.2F : 0.9F));
    std::this_thread::sleep_for(1ms);
  }
  over = true;
  clients.clear();
  EXPECT_EQ(failures, 0);
}

TEST_F(ServedCascade, StoppingUnderLoadAnswersEveryRequestThatItTook) {
  std::atomic<int> half_answered = 0;
  std::vector<std::jthread> clients;
  clients.reserve(4);
  for (int i = 0; i < 4; ++i) {
    clients.emplace_back([&, port = application().port()] {
      RawClient client(port);
      for (;;) {
        client.send(post("/predict", R"({"inputs": "6"})"));
        const std::string response = client.response();
        if (response.empty()) return;  // it was not taken
        if (status_of(response) != 200) ++half_answered;
        if (response.find("Connection: close") != std::string::npos) return;
      }
    });
  }
  std::this_thread::sleep_for(50ms);
  application().stop(service::Clock::now() + 30s);
  clients.clear();
  EXPECT_EQ(half_answered, 0);
}

}  // namespace
}  // namespace tango::serve
