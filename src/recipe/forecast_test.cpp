#include "recipe/forecast.h"

#include <gtest/gtest.h>

#include <tango/error.h>

#include "base/expect_error_test.h"

namespace tango::recipe {
namespace {

OwnTexts own() {
  return {.teacher = "teacher",
          .texts = "texts.txt",
          .student = "auto",
          .count = 10'000,
          .size = 300'000,
          .mask_token = "[MASK]",
          .has_minilm = true};
}

MeasuredSpeeds measured() {
  return {.made_per_s = 10'000,
          .labelled_per_s = 100,
          .bytes_per_text = 40,
          .memory_bytes = 1'000'000'000,
          .students = {{"tfidf", {50'000, 1'000'000}},
                       {"embeddings", {500, 45'000'000}},
                       {"static", {20'000, 1'000'000}},
                       {"bilstm", {2'000, 5'000'000}},
                       {"4-layer", {100, 50'000'000}},
                       {"minilm", {60, 90'000'000}}}};
}

double seconds_of(const Forecast& forecast, const std::string& name) {
  for (const StageForecast& stage : forecast.stages) {
    if (stage.name == name) return stage.seconds;
  }
  return -1;
}

TEST(Forecast, FollowsTheRecipe) {
  const Forecast found = forecast(own(), 2, measured());
  EXPECT_NEAR(seconds_of(found, "logits"), 308'500 / 100.0, 5);
  EXPECT_NEAR(seconds_of(found, "models/static"), 4 * 308'500 / 20'000.0, 5);
  EXPECT_NEAR(seconds_of(found, "models/minilm"), 200'000 / 60.0, 5) << "at most so many texts";
  EXPECT_NEAR(seconds_of(found, "models/embeddings"), 50'000 / 500.0, 5) << "at most so many";
  EXPECT_EQ(found.disk_bytes, 308'500U * 48 + 3 * 192'000'000U);
  EXPECT_GT(seconds_of(found, "models/static-of-sources"), 0);
  EXPECT_GT(found.memory_bytes, 1'000'000'000U);
  const std::string table = table_of(found);
  EXPECT_NE(table.find("models/minilm"), std::string::npos) << table;
  EXPECT_NE(table.find("in all"), std::string::npos) << table;
  EXPECT_NE(table.find("disk: 0.59 GB"), std::string::npos) << table;
}

TEST(Forecast, OfGivenAnswersNothingIsLabelled) {
  const OwnTexts given{.answers = {"log.jsonl"}, .student = "static", .count = 10'000};
  MeasuredSpeeds speeds = measured();
  speeds.students[kFold] = {20'000, 1'000'000};
  const Forecast found = forecast(given, 2, speeds);
  EXPECT_NEAR(seconds_of(found, "models/static"), 20 * 9'000 / 20'000.0, 4);
  EXPECT_GT(seconds_of(found, "folds"), 0);
  EXPECT_EQ(seconds_of(found, "logits"), -1);
  EXPECT_EQ(seconds_of(found, "models/bilstm"), -1);
}

TEST(Forecast, HasWhatStudentsRead) {
  constexpr const char* kLast = "answers, speeds, certificate";
  for (const bool is_given : {false, true}) {
    OwnTexts its = own();
    its.student = "minilm";
    if (is_given) its.answers = {"log.jsonl"};
    MeasuredSpeeds speeds = measured();
    speeds.students[kFold] = {20'000, 1'000'000, 3'000};
    const double without = seconds_of(forecast(its, 2, speeds), kLast);
    speeds.students["minilm"].read_per_s = 10;
    const Forecast found = forecast(its, 2, speeds);
    // 1,000 calibration texts, of which 800 certify; of a teacher's, 500 more choose.
    const double choosing = is_given ? 200 : 700;
    const double readings = is_given ? 7 : 8;  // the last to be corrected
    EXPECT_NEAR(seconds_of(found, kLast) - without, (readings * choosing + 800) / 10, 1e-6);
    EXPECT_EQ(seconds_of(found, "answers of folds"), is_given ? 3 + 9'000 / 3'000.0 : -1);
  }
}

TEST(Forecast, ABudgetChoosesStudentsOfGivenAnswers) {
  OwnTexts given = own();
  given.answers = {"log.jsonl"};
  given.count = 10'000;
  const auto fitted = [&](double seconds) { return within(given, 0, measured(), seconds); };
  EXPECT_EQ(fitted(1e6).student, "tfidf,static,bilstm,embeddings,4-layer,minilm");
  const OwnTexts some = fitted(900);
  EXPECT_LE(forecast(some, 0, measured()).seconds(), 900);
  EXPECT_EQ(some.student.find("minilm"), std::string::npos) << "it takes longest";
  EXPECT_NE(some.student.find("tfidf"), std::string::npos);
  EXPECT_EQ(some.most_sources, given.most_sources) << "all answers are learnt from";
  try {
    fitted(1);
    FAIL() << "nothing takes a second";
  } catch (const Error& error) {
    EXPECT_NE(std::string(error.what()).find("fewer answers"), std::string::npos) << error.what();
  }
}

TEST(Forecast, ABudgetChoosesSizeAndStudents) {
  const auto fitted = [](double seconds) { return within(own(), 2, measured(), seconds); };
  EXPECT_EQ(fitted(1e6).size, 300'000);
  EXPECT_EQ(fitted(1e6).student, "tfidf,static,bilstm,embeddings,4-layer,minilm");
  for (const double seconds : {3600.0, 1200.0, 600.0, 300.0}) {
    EXPECT_LE(forecast(fitted(seconds), 2, measured()).seconds(), seconds);
  }
  EXPECT_LT(fitted(3600).size, 300'000);
  EXPECT_EQ(fitted(3600).student, "tfidf,static,bilstm,embeddings,4-layer,minilm");
  EXPECT_EQ(fitted(500).student.find("minilm"), std::string::npos) << "it takes longest";
  OwnTexts many = own();
  many.count = 5'000'000;
  const OwnTexts some = within(many, 2, measured(), 2400);
  EXPECT_LT(some.most_sources, 1'000'000) << "a million texts take hours to label";
  EXPECT_GE(some.most_sources, 500);
  EXPECT_LE(forecast(some, 2, measured()).seconds(), 2400);
  base::expect_error(ErrorCode::kUsage, {"nothing fits into 5 s"}, [&] { (void)fitted(5); });
}

TEST(Forecast, DurationsHaveUnits) {
  EXPECT_EQ(parse_duration("90s"), 90);
  EXPECT_EQ(parse_duration("20m"), 1200);
  EXPECT_EQ(parse_duration("1.5h"), 5400);
  for (const char* wrong : {"", "20", "m", "-1m", "0m", "20 min", "nanm", "infh"}) {
    base::expect_error(ErrorCode::kUsage, {"20m or 1.5h"}, [&] { (void)parse_duration(wrong); });
  }
}

}  // namespace
}  // namespace tango::recipe
