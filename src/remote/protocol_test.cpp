#include "remote/protocol.h"

#include <cmath>

#include <gtest/gtest.h>

#include "base/expect_error_test.h"

namespace tango::remote {
namespace {

using base::Json;
using cascade::EndpointConfig;
using cascade::Request;

EndpointConfig config_of(const char* protocol) {
  return {.url = "http://host/v1/",
          .protocol = protocol,
          .model = "m",
          .labels = {"negative", "positive"}};
}

Json body_of(const Protocol& protocol, const std::vector<Request>& texts) {
  std::vector<const Request*> pointers;
  pointers.reserve(texts.size());
  for (const Request& one : texts) pointers.push_back(&one);
  return Json::parse(protocol.body(pointers));
}

void expect_refused(const Protocol& protocol, const char* body, std::size_t texts) {
  base::expect_error(ErrorCode::kInvalidInput, {"endpoint"},
                     [&] { (void)protocol.read(body, texts); });
}

TEST(Tei, AsksInItsNestingAndReadsLabelsInAnyOrder) {
  const auto tei = make_protocol(config_of("tei"));
  EXPECT_EQ(tei->url(), "http://host/v1/");
  const Json body = body_of(*tei, {{.text = "good"}, {.text = "a", .pair = "b"}});
  EXPECT_EQ(body["inputs"], Json::parse(R"([["good"], ["a", "b"]])"));
  const Answers answers = tei->read(
      R"([[{"label": "positive", "score": 0.75}, {"label": "negative", "score": 0.25}],
          [{"label": "negative", "score": 1}, {"label": "positive", "score": 0}]])",
      2);
  ASSERT_EQ(answers.logits.size(), 2U);
  EXPECT_NEAR(std::exp(answers.logits[0][0]), 0.25, 1e-6);
  EXPECT_NEAR(std::exp(answers.logits[0][1]), 0.75, 1e-6);
  EXPECT_EQ(answers.logits[1][0], 0);
}

TEST(Tei, OtherResponsesAreRefused) {
  const auto tei = make_protocol(config_of("tei"));
  for (const char* body :
       {"", "[]", "{}", "[[]]", R"([[{"label": "positive", "score": 1}]])",
        R"([[{"label": "positive", "score": 7}, {"label": "negative", "score": 0}]])",
        R"([[{"label": "positive"}, {"label": "negative", "score": 0}]])", R"([[1, 2]])"}) {
    expect_refused(*tei, body, 1);
  }
  base::expect_error(ErrorCode::kInvalidModel, {"http://host/v1/", "\"good\"", "\"labels\""}, [&] {
    (void)tei->read(R"([[{"label": "good", "score": 1}, {"label": "negative", "score": 0}]])", 1);
  });
}

TEST(KServe, AsksForScores) {
  const auto kserve = make_protocol(config_of("kserve"));
  EXPECT_EQ(kserve->url(), "http://host/v1/v2/models/m/infer");
  const Json body = body_of(*kserve, {{.text = "a", .pair = "b"}, {.text = "c", .pair = "d"}});
  EXPECT_EQ(body["inputs"][1]["data"], Json::parse(R"(["b", "d"])"));
  EXPECT_FALSE(body.contains("outputs")) << "a server without labels would refuse to give them";
  const Answers answers = kserve->read(
      R"({"outputs": [{"name": "scores", "shape": [2, 2], "data": [0.1, 0.9, 0.6, 0.4]}]})", 2);
  EXPECT_NEAR(std::exp(answers.logits[1][0]), 0.6, 1e-6);
  for (const char* wrong : {"{}", R"({"outputs": [{"name": "scores", "data": [0.1]}]})",
                            R"({"outputs": [{"name": "label", "data": [0.1, 0.9]}]})"}) {
    expect_refused(*kserve, wrong, 1);
  }
}

TEST(KServe, TheLabelBesideTheScoresShowsTheirOrder) {
  const auto kserve = make_protocol(config_of("kserve"));
  const auto read = [&](const std::string& label) {
    const std::string scores = R"({"name": "scores", "data": [0.1, 0.9]}, )";
    const std::string labels = R"({"name": "label", "data": [")" + label + "\"]}";
    return kserve->read("{\"outputs\": [" + scores + labels + "]}", 1);
  };
  EXPECT_NEAR(std::exp(read("positive").logits[0][1]), 0.9, 1e-6);
  base::expect_error(ErrorCode::kInvalidModel, {"\"positive\" has the largest", "in the order"},
                     [&] { (void)read("negative"); });
  base::expect_error(ErrorCode::kInvalidModel, {"\"good\"", "\"negative\", \"positive\""},
                     [&] { (void)read("good"); });
}

TEST(Chat, FillsThePromptOnceAndConstrainsTheLabel) {
  EndpointConfig config = config_of("chat");
  config.prompt = "Of {labels}, which is {text}? {other}";
  const auto chat = make_protocol(config);
  EXPECT_EQ(chat->url(), "http://host/v1/chat/completions");
  const Json body = body_of(*chat, {{.text = "say {labels}"}});
  EXPECT_EQ(body["messages"][0]["content"],
            "Of negative, positive, which is say {labels}? {other}");
  EXPECT_EQ(body["response_format"]["json_schema"]["schema"]["properties"]["label"]["enum"],
            Json::parse(R"(["negative", "positive"])"));
}

TEST(Chat, ReadsALabelAndWhatItCost) {
  const auto chat = make_protocol(config_of("chat"));
  const auto label_of = [&](const std::string& content) {
    const Json body{{"choices", Json::array({{{"message", {{"content", content}}}}})},
                    {"usage", {{"prompt_tokens", 20}, {"completion_tokens", 5}}}};
    const Answers answers = chat->read(body.dump(), 1);
    EXPECT_EQ(answers.input_tokens, 20);
    EXPECT_EQ(answers.output_tokens, 5);
    return answers.logits[0][1] > answers.logits[0][0] ? 1 : 0;
  };
  EXPECT_EQ(label_of(R"({"label": "positive"})"), 1);
  EXPECT_EQ(label_of(R"({"label": "negative"})"), 0);
  EXPECT_EQ(label_of("positive"), 1);
  EXPECT_EQ(label_of(" **Positive.**\n"), 1);
  expect_refused(*chat, R"({"choices": [{"message": {"content": "neither"}}]})", 1);
  expect_refused(*chat, R"({"choices": []})", 1);
  expect_refused(*chat, R"({"choices": [{"message": {"content": null}}]})", 1);
}

}  // namespace
}  // namespace tango::remote
