// Errors may come to a log, and texts must not.
#include "serve/request_json.h"

#include <string>

#include <gtest/gtest.h>

#include "serve/kserve/infer.h"
#include "serve/tei/predict.h"

namespace tango::serve {
namespace {

void expect_silent(const std::string& body, void (*read)(std::string_view body)) {
  try {
    read(body);
    ADD_FAILURE() << "no error for " << body.substr(0, 200);
  } catch (const Error& error) {
    const std::string what = error.what();
    EXPECT_EQ(error.code(), ErrorCode::kInvalidInput) << what;
    EXPECT_EQ(what.find("secret"), std::string::npos) << what;
    EXPECT_LT(what.size(), 300U) << what;
  }
}

void read_predict(std::string_view body) { (void)tei::parse_predict(body); }
void read_infer_body(std::string_view body) { (void)kserve::parse_infer(body, ""); }

TEST(Errors, RepeatNothingOfAPrediction) {
  for (const char* const body :
       {R"({"inputs": "secret)", R"({"inputs": "a" "secret"})", "{\"inputs\": \"secret\x01\"}",
        R"({"inputs": "secret\q"})", "{\"inputs\": \"secret\xff\"}", R"("secret")", R"(["secret"])",
        R"({"inputs": {"text": "secret"}})", R"({"inputs": [["a"], "secret"]})",
        R"({"inputs": "a", "truncate": "secret"})", R"({"inputs": "a", "model": ["secret"]})",
        R"({"inputs": "a", "truncation_direction": "secret"})"}) {
    expect_silent(body, read_predict);
  }
  expect_silent(R"({"inputs": "a", "timeout": 1)" + std::string(100'000, '0') + "}", read_predict);
}

TEST(Errors, RepeatNothingOfTensors) {
  for (
      const char* const body :
      {R"({"inputs": "secret"})", R"({"inputs": ["secret"]})",
       R"({"inputs": [{"name": ["secret"]}]})",
       R"({"inputs": [{"name": "text", "datatype": ["secret"]}]})",
       R"({"inputs": [{"name": "text", "datatype": "BYTES", "shape": "secret"}]})",
       R"({"inputs": [{"name": "text", "datatype": "BYTES", "shape": ["secret"]}]})",
       R"({"inputs": [{"name": "text", "datatype": "BYTES", "shape": {"a": "secret"}}]})",
       R"({"inputs": [{"name": "text", "datatype": "BYTES", "shape": [1], "data": {"a": "secret"}}]})",
       R"({"inputs": [{"name": "text", "datatype": "BYTES", "shape": [1], "data": ["a"]}],
            "outputs": ["secret"]})",
       R"({"inputs": [{"name": "text", "datatype": "BYTES", "shape": [1], "data": ["a"]}],
            "parameters": "secret"})"}) {
    expect_silent(body, read_infer_body);
  }
}

TEST(Errors, AreShortWhateverIsNamed) {
  const std::string name(100'000, 'x');
  expect_silent(R"({"inputs": [{"name": ")" + name + R"(", "datatype": "BYTES", "shape": [1]}]})",
                read_infer_body);
  expect_silent(R"({"inputs": [{"name": "text", "datatype": ")" + name + R"(", "shape": [1]}]})",
                read_infer_body);
  std::string sizes = "1";
  for (int i = 0; i < 10'000; ++i) sizes += ",1";
  expect_silent(
      R"({"inputs": [{"name": "text", "datatype": "BYTES", "shape": [)" + sizes + R"(]}]})",
      read_infer_body);
  expect_silent(R"({"inputs": [{"name": "text", "datatype": "BYTES", "shape": [1], "data": ["a"]}],
                    "outputs": [{"name": ")" +
                    name + R"("}]})",
                read_infer_body);
}

}  // namespace
}  // namespace tango::serve
