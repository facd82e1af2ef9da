#include "recipe/trial/trial_words.h"

#include <gtest/gtest.h>

namespace tango::recipe {
namespace {

Trial made_up() {
  Trial trial{.texts = 4000};
  trial.parity = evaluate::Verification{.texts = 10, .max_difference = 1e-6, .tolerance = 1e-4};
  trial.precision.same = {.texts = 1000, .agreeing = 990};
  trial.precision.fp32 = {.cores = 2, .texts_per_s_of_all = 100};
  trial.precision.int8 = {.cores = 2, .texts_per_s_of_all = 400};
  trial.answers = {{"spam", 0.04}, {"ham", 0.96}};
  trial.students = {{.learnt = 500, .held_out = 1000, .deferral_rate = 0.5, .speedup = 2},
                    {.learnt = 1000,
                     .held_out = 1000,
                     .deferral_rate = 0.2,
                     .speedup = 4,
                     .resampled = {.low = 3.5, .high = 4.5}}};
  return trial;
}

TrialOptions priced() {
  return {.teacher = "t", .texts = "f.csv", .texts_per_month = 3.6e6, .core_price = 0.5};
}

void expect_said(const std::string& words, const std::string& part) {
  EXPECT_NE(words.find(part), std::string::npos) << part << "\nis not in\n" << words;
}

TEST(TrialWords, SayWhatWasFoundAndWhatToDo) {
  const std::string words = in_words(made_up(), priced());
  expect_said(words, "parity    holds: the logits of 10 texts differ by at most 1e-06");
  expect_said(words,
              "4.0x as fast as fp32 (400 texts/s on 2 cores, fp32: 100); same answer on 99.0");
  expect_said(words, "spam 4.0 %, ham 96.0 %");
  expect_said(words, "1000    20.0 %     4.00x  (3.50 … 4.50)");
  // 36,000 s on two cores are 20 core-hours.
  expect_said(words, "10.00 with the teacher in fp32, 2.50 in int8, 0.62 with that cascade");
  expect_said(words, "Twice the texts made that cascade 100 % faster");
}

TEST(TrialWords, SayWhatIsForecastAndItsPrice) {
  Trial trial = made_up();
  expect_said(in_words(trial, priced()), "how much is not forecast");
  trial.forecast = SpeedupForecast{.tasks = 6, .low = 5, .middle = 8, .high = 10};
  const std::string words = in_words(trial, priced());
  expect_said(words, "8.0x as fast as the teacher in int8 (80 % interval: 5.0 … 10.0x)");
  expect_said(words, "trials of 6 other tasks");
  expect_said(words, "0.25 to 0.50 with what is forecast");
  EXPECT_EQ(words.find("not forecast"), std::string::npos);
  const base::OrderedJson json = to_json(trial, priced());
  EXPECT_DOUBLE_EQ(json.at("forecast").at("interval").at(0).get<double>(), 5);
  EXPECT_NEAR(json.at("cost_per_month").at("forecast").at(1).get<double>(), 0.5, 1e-9);
  trial.forecast = SpeedupForecast{.tasks = 6, .low = 0.9, .middle = 1, .high = 1.1};
  expect_said(in_words(trial, priced()), "not forecast to be worth the work");
}

TEST(TrialWords, SayWhatIsMissing) {
  Trial trial = made_up();
  trial.parity.reset();
  trial.students.clear();
  trial.why_no_students = "There are too few.";
  const std::string words = in_words(trial, {.teacher = "t", .texts = "f.csv"});
  expect_said(words, "parity    unknown");
  expect_said(words, "cascade   There are too few.");
  expect_said(words, "money     say --texts-per-month");
}

TEST(TrialWords, BrokenParityComesFirst) {
  Trial trial = made_up();
  trial.parity->max_difference = 0.5;
  const std::string words = in_words(trial, priced());
  expect_said(words, "parity    BROKEN");
  expect_said(words, "find out why before anything else");
  EXPECT_FALSE(to_json(trial, priced()).at("parity").at("holds").get<bool>());
}

TEST(TrialWords, JsonHasTheSameNumbers) {
  const base::OrderedJson json = to_json(made_up(), priced());
  EXPECT_DOUBLE_EQ(json.at("int8").at("speedup").get<double>(), 4);
  EXPECT_DOUBLE_EQ(json.at("int8").at("agreement").get<double>(), 0.99);
  EXPECT_DOUBLE_EQ(json.at("students").at(1).at("speedup_resampled").at("p5").get<double>(), 3.5);
  EXPECT_NEAR(json.at("cost_per_month").at("cascade").get<double>(), 0.625, 1e-9);
  EXPECT_FALSE(to_json(made_up(), {}).contains("cost_per_month"));
}

}  // namespace
}  // namespace tango::recipe
