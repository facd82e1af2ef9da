#include "reading/squad.h"

#include <gtest/gtest.h>

#include <tango/error.h>

namespace tango::reading {
namespace {

std::string file(const std::string& qas) {
  return R"({"version": "1.1", "data": [{"title": "t", "paragraphs": [{"context": "Zoë saw a fox.",
            "qas": )" +
         qas + "}]}]}";
}

std::string error_of(const std::string& json) {
  try {
    (void)parse_squad(json, "f.json");
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::kInvalidInput);
    return error.what();
  }
  return "no error";
}

TEST(Squad, PlacesAreCharactersInTheFileAndBytesHere) {
  const auto questions = parse_squad(
      file(R"([{"id": "q1", "question": "What?", "answers": [{"text": "fox", "answer_start": 10}]},
               {"id": "q2", "question": "Who?", "answers": []}])"),
      "f.json");
  ASSERT_EQ(questions.size(), 2U);
  EXPECT_EQ(questions[0].answers[0].begin, 11U);
  EXPECT_EQ(questions[0].context, questions[1].context);
  EXPECT_TRUE(questions[1].answers.empty());
}

TEST(Squad, SaysWhereAFileIsWrong) {
  EXPECT_NE(error_of("{").find("f.json"), std::string::npos);
  EXPECT_NE(error_of("[]").find("should have a list \"data\""), std::string::npos);
  EXPECT_NE(error_of(R"({"data": []})").find("holds no question"), std::string::npos);
  EXPECT_NE(error_of(file(R"([{"question": "?"}])"))
                .find("article 1, paragraph 1: should have a string \"id\""),
            std::string::npos);
  for (const std::string start : {"3", "-1", "99"}) {
    EXPECT_NE(error_of(file(R"([{"id": "q", "question": "?", "answers": [{"text": "fox",
                                "answer_start": )" +
                            start + "}]}]"))
                  .find("question q: \"fox\" does not stand at character " + start),
              std::string::npos);
  }
}

TEST(Squad, ArticlesByParity) {
  std::vector<Question> questions(5);
  for (std::size_t i = 0; i < 5; ++i) questions[i].article = i;
  EXPECT_EQ(only(questions, Articles::kEven).size(), 3U);
  EXPECT_EQ(only(questions, Articles::kOdd).at(1).article, 3U);
  EXPECT_EQ(only(questions, Articles::kAll).size(), 5U);
}

}  // namespace
}  // namespace tango::reading
