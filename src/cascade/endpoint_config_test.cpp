#include "cascade/endpoint_config.h"

#include <gtest/gtest.h>

#include "base/expect_error_test.h"

namespace tango::cascade {
namespace {

using base::Json;

EndpointConfig read(const char* fields,
                    const std::string& where = "cascade.json: tier 2: \"endpoint\"") {
  Json json =
      Json::parse(R"({"url": "https://host/predict", "protocol": "tei", "labels": ["no", "yes"]})");
  json.update(Json::parse(fields));
  return endpoint_config_of(json, where);
}

TEST(EndpointConfig, HasWhatTheFileSays) {
  const EndpointConfig config =
      read(R"({"key_variable": "ENDPOINT_KEY_A", "max_texts": 8, "timeout": 0.5})");
  EXPECT_EQ(config.url, "https://host/predict");
  EXPECT_EQ(config.labels, (std::vector<std::string>{"no", "yes"}));
  EXPECT_EQ(config.key_variable, "ENDPOINT_KEY_A");
  EXPECT_EQ(config.max_texts, 8);
  EXPECT_EQ(config.timeout, 0.5);
  EXPECT_EQ(config.retries, 3);
}

TEST(EndpointConfig, WhatIsWrongIsNamed) {
  const auto refuse = [](const char* fields, const char* words) {
    base::expect_error(ErrorCode::kInvalidModel, {"cascade.json: tier 2: \"endpoint\"", words},
                       [&] { (void)read(fields); });
  };
  refuse(R"({"url": "ftp://host"})", "http:// or https://");
  refuse(R"({"url": "https://user:key@host"})", "key_variable");
  refuse(R"({"protocol": "soap"})", "tei, kserve, chat or ask");
  refuse(R"({"protocol": "chat"})", "\"model\" is missing");
  refuse(R"({"labels": ["one"]})", "two or more names");
  refuse(R"({"labels": ["one", 2]})", "two or more names");
  refuse(R"({"labels": 3})", "two or more names");
  refuse(R"({"prompt": "Is it?"})", "{text}");
  refuse(R"({"timeout": 0})", "\"timeout\"");
  refuse(R"({"max_texts": 0})", "\"max_texts\"");
  refuse(R"({"key_variable": "AWS_SECRET_ACCESS_KEY"})", "should begin with ENDPOINT_KEY");
  refuse(R"({"api_key": "secret"})", "there is no field \"api_key\"");
}

TEST(EndpointConfig, NothingIsCalledWhereSomeoneIsToBeAsked) {
  const Json ask = Json::parse(R"({"protocol": "ask", "labels": ["no", "yes"]})");
  const EndpointConfig config = endpoint_config_of(ask, "here");
  EXPECT_EQ(config.protocol, kAsk);
  EXPECT_EQ(to_json(config), ask);
  base::expect_error(ErrorCode::kInvalidModel, {"here", "there is no field \"url\""},
                     [] { (void)read(R"({"protocol": "ask"})", "here"); });
}

TEST(EndpointConfig, WhatChangesAnswersIsItsIdentity) {
  EXPECT_EQ(to_json(read(R"({"timeout": 1})")), to_json(read(R"({"retries": 0})")));
  EXPECT_NE(to_json(read(R"({"model": "a"})")), to_json(read(R"({"model": "b"})")));
}

}  // namespace
}  // namespace tango::cascade
