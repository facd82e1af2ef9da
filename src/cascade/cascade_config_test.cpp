#include "cascade/cascade_config.h"

#include <filesystem>

#include <gtest/gtest.h>

#include <tango/error.h>

#include "base/temporary_directory_test.h"
#include "checkpoint/model_config.h"

namespace tango::cascade {
namespace {

namespace fs = std::filesystem;

class CascadeJson : public base::TemporaryDirectoryTest {
 protected:
  CascadeJson() {
    fs::create_directories(directory_ / "small");
    fs::create_directories(directory_ / "large");
  }

  CascadeConfig read(const std::string& json) {
    file("cascade.json", json);
    return read_cascade_config(directory_);
  }

  std::string error_of(const std::string& json, ErrorCode code = ErrorCode::kInvalidModel) {
    try {
      (void)read(json);
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), code) << error.what();
      return error.what();
    }
    return "no error";
  }
};

TEST_F(CascadeJson, AModelBesideACascadeBehindALink) {
  file("home/cascade/cascade.json", R"({"version": "1.0", "tiers": [{"model": "../teacher"}]})");
  fs::create_directories(directory_ / "home/teacher");
  EXPECT_EQ(read_cascade_config(directory_ / "home/cascade").tiers[0].model,
            directory_ / "home/teacher");
  fs::create_directory_symlink(directory_ / "home/cascade", directory_ / "current");
  EXPECT_EQ(read_cascade_config(directory_ / "current").tiers[0].model,
            fs::canonical(directory_ / "home/teacher"));
}

TEST_F(CascadeJson, HasEachFieldOnce) {
  EXPECT_NE(error_of(R"({"version": "1.0", "tiers": [
    {"model": "small", "threshold": 0.9, "threshold": 0.1}, {"model": "large"}]})")
                .find("cascade.json: \"threshold\" stands twice in the same object"),
            std::string::npos);
}

TEST_F(CascadeJson, ReadsAWholeFile) {
  const CascadeConfig config = read(R"({"version": "1.3", "labels": ["no", "yes"],
    "confidence": "margin", "$schema": "cascade.schema.json", "tiers": [
    {"model": "small", "threshold": 0.875, "temperature": 1.5}, {"model": "large"}]})");
  ASSERT_EQ(config.tiers.size(), 2U);
  EXPECT_EQ(config.tiers[0].model, (directory_ / "small").lexically_normal());
  EXPECT_FLOAT_EQ(config.tiers[0].threshold, 0.875F);
  EXPECT_FLOAT_EQ(config.tiers[0].temperature, 1.5F);
  EXPECT_EQ(config.labels, (std::vector<std::string>{"no", "yes"}));
  EXPECT_EQ(config.confidence, ConfidenceKind::kMargin);
}

TEST_F(CascadeJson, RefusesUnknownFields) {
  EXPECT_NE(error_of(R"({"version": "1.0", "confidense": "margin", "tiers": [{"model": "large"}]})")
                .find("cascade.json: there is no field \"confidense\"; did you mean confidence?"),
            std::string::npos);
  EXPECT_NE(error_of(R"({"version": "1.0", "tiers": [{"model": "small", "threshold": 0.5,
                        "temprature": 2}, {"model": "large"}]})")
                .find("tier 1: there is no field \"temprature\"; did you mean temperature?"),
            std::string::npos);
}

TEST_F(CascadeJson, SaysWhatIsWrongAndWhere) {
  EXPECT_NE(error_of("{").find("cascade.json: not valid JSON"), std::string::npos);
  EXPECT_NE(error_of(R"({"tiers": []})").find("\"version\" is missing"), std::string::npos);
  EXPECT_NE(error_of(R"({"version": "1.0"})").find("\"tiers\""), std::string::npos);
  EXPECT_NE(error_of(R"({"version": "1.0", "tiers": [{"model": "small"}, {"model": "large"}]})")
                .find("tier 1: \"threshold\" is missing"),
            std::string::npos);
  EXPECT_NE(error_of(R"({"version": "1.0", "tiers": [{"model": "small", "threshold": 1.5},
                        {"model": "large"}]})")
                .find("found 1.5"),
            std::string::npos);
  EXPECT_NE(error_of(R"({"version": "1.0", "tiers": [{"model": "small", "threshold": 0.5}]})")
                .find("the last tier has no \"threshold\""),
            std::string::npos);
  EXPECT_NE(error_of(R"({"version": "1.0", "confidence": "x", "tiers": [{"model": "small"}]})")
                .find("max_probability, margin"),
            std::string::npos);
  EXPECT_NE(error_of(R"({"version": "1.0", "learned_from": "0123", "tiers": [{"model": "large"}]})")
                .find("16 hexadecimal digits"),
            std::string::npos);
}

checkpoint::Labels no_and_yes() { return {.names = {"no", "yes"}}; }

std::string of_two_tiers(const std::string& threshold) {
  return R"({"version": "1.0", "tiers": [{"model": "small", "threshold": )" + threshold +
         R"(}, {"model": "large"}]})";
}

TEST_F(CascadeJson, AThresholdMayBeOneForEachLabel) {
  const Threshold found = threshold_of(read(of_two_tiers(R"({"yes": 0.75, "no": 0.5})")), 0,
                                       no_and_yes(), "cascade.json");
  EXPECT_EQ(found, Threshold(std::vector{0.5F, 0.75F}));
  EXPECT_EQ(threshold_of(read(of_two_tiers("0.25")), 0, no_and_yes(), ""), Threshold(0.25F));
}

TEST_F(CascadeJson, SaysWhatIsWrongWithThresholdsOfLabels) {
  EXPECT_NE(error_of(of_two_tiers(R"({"yes": 1.5, "no": 0.5})")).find("\"yes\" should lie in"),
            std::string::npos);
  EXPECT_NE(error_of(of_two_tiers("{}")).find("one for each label"), std::string::npos);
  EXPECT_NE(error_of(of_two_tiers("[0.5, 0.5]")), "no error");
  const auto error = [&](const std::string& threshold, const checkpoint::Labels& labels) {
    try {
      (void)threshold_of(read(of_two_tiers(threshold)), 0, labels, "cascade.json");
    } catch (const Error& fault) {
      EXPECT_EQ(fault.code(), ErrorCode::kInvalidModel);
      return std::string(fault.what());
    }
    return std::string("no error");
  };
  EXPECT_EQ(error(R"({"yes": 0.5})", no_and_yes()),
            "cascade.json: tier 1: \"threshold\" has no number for the label \"no\"");
  EXPECT_EQ(
      error(R"({"yes": 0.5, "no": 0.5, "maybe": 1})", no_and_yes()),
      "cascade.json: tier 1: \"threshold\" names \"maybe\", which is no label; the labels are "
      "\"no\", \"yes\"");
  EXPECT_TRUE(error(R"({"yes": 0.5, "no": 0.5, "yse": 1})", no_and_yes())
                  .ends_with("\"no\", \"yes\"; did you mean yes?"));
  EXPECT_NE(error(R"({"yes": 0.5, "no": 0.5})",
                  {.names = {"no", "yes"}, .problem_type = checkpoint::ProblemType::kSpan})
                .find("should be one number"),
            std::string::npos);
}

TEST_F(CascadeJson, ALearnedScoreIsATiersOwn) {
  const std::string tiers = R"("tiers": [{"model": "small", "threshold": 0.9, "learned_score":
      {"intercept": -1, "logits": [0, 1], "answer": [0, 0]}}, {"model": "large"}]})";
  const CascadeConfig config = read(R"({"version": "1.0", "confidence": "learned", )" + tiers);
  EXPECT_EQ(config.confidence, ConfidenceKind::kLearned);
  ASSERT_TRUE(config.tiers[0].learned_score);
  EXPECT_EQ(config.tiers[0].learned_score->labels(), 2U);
  EXPECT_EQ(read(R"({"version": "1.0", )" + tiers).confidence, ConfidenceKind::kMaxProbability);
  EXPECT_NE(error_of(R"({"version": "1.0", "confidence": "learned", "tiers": [
      {"model": "small", "threshold": 0.9}, {"model": "large"}]})")
                .find("--confidence learned` fits one"),
            std::string::npos);
  EXPECT_NE(error_of(R"({"version": "1.0", "tiers": [{"model": "small", "threshold": 0.9,
      "learned_score": {"logits": [1]}}, {"model": "large"}]})")
                .find("tier 1: \"learned_score\": \"logits\""),
            std::string::npos);
}

TEST_F(CascadeJson, ReadsExitsBeforeTheirModel) {
  const CascadeConfig config = read(R"({"version": "1.0", "tiers": [
      {"model": "small", "threshold": 0.9},
      {"exit_of": "large", "layers": 2, "threshold": 0.8},
      {"exit_of": "large", "layers": 6, "threshold": 0.7}, {"model": "large"}]})");
  ASSERT_EQ(config.tiers.size(), 4U);
  EXPECT_EQ(config.tiers[0].layers, 0);
  EXPECT_EQ(config.tiers[1].layers, 2);
  EXPECT_EQ(config.tiers[2].layers, 6);
  EXPECT_EQ(config.tiers[2].model, config.tiers[3].model);
}

TEST_F(CascadeJson, SaysWhatIsWrongWithAnExit) {
  const auto with = [this](const std::string& tiers) {
    return error_of(R"({"version": "1.0", "tiers": [)" + tiers + "]}");
  };
  const std::string exit = R"({"exit_of": "large", "threshold": 0.5, "layers": )";
  EXPECT_NE(with(exit + R"(2}, {"model": "small"})").find("tier 1 is an exit of"),
            std::string::npos);
  EXPECT_NE(with(exit + "4}, " + exit + R"(4}, {"model": "large"})").find("more layers"),
            std::string::npos);
  EXPECT_NE(with(exit + R"(0}, {"model": "large"})").find("found 0"), std::string::npos);
  EXPECT_NE(with(exit + R"("two"}, {"model": "large"})").find("layers"), std::string::npos);
  EXPECT_NE(with(R"({"exit_of": "large", "model": "large", "layers": 2, "threshold": 0.5},
                    {"model": "large"})")
                .find("both"),
            std::string::npos);
}

TEST_F(CascadeJson, LabelThresholdsAreOneNumberOrSomeOfLabels) {
  const auto thresholds = [this](const std::string& value) {
    return read(R"({"version": "1.0", "tiers": [{"model": "small"}], "label_thresholds": )" +
                value + "}")
        .label_thresholds;
  };
  EXPECT_EQ(thresholds("0.3"), (std::vector<std::string>{"0.3"}));
  EXPECT_EQ(thresholds(R"({"b=c": 0.25, "a": 1})"), (std::vector<std::string>{"a=1", "b=c=0.25"}));
  EXPECT_THROW((void)thresholds(R"({"a": 1.5})"), Error);
  EXPECT_THROW((void)thresholds(R"("0.3")"), Error);
}

TEST_F(CascadeJson, RefusesANewerMajorVersion) {
  EXPECT_NE(error_of(R"({"version": "2.0", "tiers": []})", ErrorCode::kUnsupported)
                .find("this tango reads version 1.x"),
            std::string::npos);
}

TEST_F(CascadeJson, NamesWhereItLookedForAModel) {
  const std::string message =
      error_of(R"({"version": "1.0", "tiers": [{"model": "huge"}]})", ErrorCode::kNotFound);
  EXPECT_NE(message.find((directory_ / "huge").string()), std::string::npos) << message;
}

TEST_F(CascadeJson, PointsAModelDirectoryTheRightWay) {
  file("config.json", "{}");
  EXPECT_THROW(
      {
        try {
          (void)read_cascade_config(directory_);
        } catch (const Error& error) {
          EXPECT_EQ(error.settings(), ErrorSettings{"model"});
          throw;
        }
      },
      Error);
}

}  // namespace
}  // namespace tango::cascade
