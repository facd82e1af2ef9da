#include "evaluate/length_choice.h"

#include <gtest/gtest.h>

#include <tango/error.h>

#include "base/json.h"
#include "base/temporary_directory_test.h"

namespace tango::evaluate {
namespace {

namespace fs = std::filesystem;

const std::vector<LengthCandidate> kFront{
    {{0.5F, 0.25F}, 0.5, 0.25}, {{0.75F, 0.5F}, 0.75, 0.5}, {{1, 1}, 0.8, 1}};

TEST(LengthChoice, TakesTheLeastWorkThatKeepsTheScore) {
  EXPECT_EQ(least_work_that_keeps(kFront, 0.4), 0U);
  EXPECT_EQ(least_work_that_keeps(kFront, 0.75), 1U);
  EXPECT_EQ(least_work_that_keeps(kFront, 0.76), 2U);
  EXPECT_EQ(least_work_that_keeps(kFront, 0.9), 2U) << "none keeps it: the best";
}

TEST(LengthChoice, WritesACopyOfTheModelWithItsShares) {
  const base::TemporaryDirectory temporary;
  const fs::path& directory = temporary.path();
  temporary.write("model/config.json", R"({"model_type": "bert"})");
  temporary.write("model/model.safetensors", "weights");
  const LengthChoice choice{.front = kFront,
                            .chosen = 1,
                            .keep = 0.9,
                            .whole_score = 0.8,
                            .whole_questions_per_s = 10,
                            .questions_per_s = 15,
                            .questions = 7,
                            .tokens = 90};
  write_shortened_model(directory / "model", choice, directory / "short");
  EXPECT_EQ(base::read_json(directory / "short" / "config.json"),
            (base::Json{{"model_type", "bert"}, {"token_shares", {0.75, 0.5}}}));
  EXPECT_TRUE(fs::exists(directory / "short" / "model.safetensors"));
  const base::Json lengths = base::read_json(directory / "short" / "lengths.json");
  EXPECT_EQ(lengths.at("f1"), 0.75);
  EXPECT_EQ(lengths.at("speedup"), 1.5);
  EXPECT_EQ(lengths.at("front").size(), 3U);
  EXPECT_NE(choice.to_table().find("0.75 0.50  <- taken\n"), std::string::npos)
      << choice.to_table();
  EXPECT_THROW(write_shortened_model(directory / "model", choice, directory / "short"), Error);
}

}  // namespace
}  // namespace tango::evaluate
