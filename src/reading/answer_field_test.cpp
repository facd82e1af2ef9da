#include "reading/answer_field.h"

#include <string>

#include <gtest/gtest.h>

#include "base/expect_error_test.h"

namespace tango::reading {
namespace {

std::string texts_of(std::string_view written) {
  std::string all;
  for (const Answer& one : parse_answers(written, "a.jsonl:1")) all += one.text + "|";
  return all;
}

TEST(AnswerField, HasTheTextsOfEveryForm) {
  EXPECT_EQ(texts_of("in Paris"), "in Paris|");
  EXPECT_EQ(texts_of("[sic] Paris"), "[sic] Paris|");
  EXPECT_EQ(texts_of(R"(["Paris", "the city"])"), "Paris|the city|");
  EXPECT_EQ(texts_of(R"([{"text": "Paris", "answer_start": 3}])"), "Paris|");
  EXPECT_EQ(texts_of(R"({"text": ["Paris"], "answer_start": [3]})"), "Paris|");
  EXPECT_EQ(texts_of("[]"), "");
}

TEST(AnswerField, OtherJsonIsRefused) {
  for (const char* written : {"[1]", R"({"answer": "x"})", R"({"text": "x"})", R"([["x"]])"}) {
    base::expect_error(ErrorCode::kInvalidInput, {"a.jsonl:1: ", "list of texts"},
                       [&] { (void)parse_answers(written, "a.jsonl:1"); });
  }
}

}  // namespace
}  // namespace tango::reading
