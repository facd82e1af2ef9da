#include "cascade/lone_tier.h"

#include <fstream>
#include <string>

#include <gtest/gtest.h>

#include <tango/error.h>

#include "base/temporary_directory_test.h"
#include "cascade/cascade.h"

namespace tango::cascade {
namespace {

const std::string kGoldenModels = std::string(TANGO_SOURCE_DIR) + "/tests/golden/";
const std::string kEndpoint =
    R"({"endpoint": {"url": "http://a/predict", "protocol": "tei", "labels": ["a", "b"]}})";

std::string model(const char* name, const std::string& more = "") {
  return "{\"model\": \"" + kGoldenModels + name + "\"" + more + "}";
}

class LoneTier : public testing::Test {
 protected:
  /// `fields`: of cascade.json behind its version.
  [[nodiscard]] Cascade load(const std::string& fields, int tier) const {
    std::ofstream(folder_.path() / "cascade.json") << "{\"version\": \"1.0\", " << fields << "}";
    return Cascade::load(folder_.path(), {.only_tier = tier});
  }
  [[nodiscard]] std::string refusal(const std::string& fields, int tier) const {
    try {
      (void)load(fields, tier);
    } catch (const Error& error) {
      return error.what();
    }
    return "none";
  }

 private:
  base::TemporaryDirectory folder_;
};

TEST_F(LoneTier, AnswersAsItDoesAmongTheOthers) {
  const std::string score =
      R"(, "learned_score": {"intercept": 0.5, "logits": [1, -1], "answer": [0, 2]})";
  const std::string fields =
      R"("confidence": "learned", "tiers": [)" +
      model("tiny-bilstm", R"(, "threshold": 0.7, "temperature": 2)" + score) + ", " +
      model("tiny-bert", ", \"temperature\": 3") + "]";
  const Cascade both = load(fields, 0);
  const std::vector<float> logits{0.25F, 1.5F};
  for (const int tier : {1, 2}) {
    const Cascade alone = load(fields, tier);
    EXPECT_EQ(alone.num_tiers(), 1);
    EXPECT_EQ(alone.tier(0).identity(), both.tier(tier - 1).identity());
    const Request request{.text = "good"};
    const EncodedText encoded = alone.tier(0).encode(request);
    const Answer expected = both.answer(tier - 1, logits, encoded, request);
    const Answer found = alone.answer(0, logits, encoded, request);
    EXPECT_EQ(found.confidence, expected.confidence) << tier;
    EXPECT_EQ(found.scores, expected.scores) << tier;
    EXPECT_EQ(found.label, expected.label) << tier;
  }
}

TEST_F(LoneTier, IsRefusedWhereItNeedsAnother) {
  const std::string first = model("tiny-bilstm", ", \"threshold\": 0.7");
  const std::string two = "\"tiers\": [" + first + ", " + model("tiny-bert") + "]";
  EXPECT_NE(refusal(two, 3).find("there is no tier 3; give 1 … 2"), std::string::npos);
  EXPECT_NE(refusal(two, -1).find("there is no tier -1"), std::string::npos);
  const std::string remote = "\"tiers\": [" + first + ", " + kEndpoint + "]";
  EXPECT_NE(refusal(remote, 2).find("tier 2 can't be loaded alone: it is computed elsewhere"),
            std::string::npos);
  const std::string exits = R"("tiers": [{"exit_of": ")" + kGoldenModels +
                            R"(tiny-bert", "layers": 1, "threshold": 0.5}, )" + model("tiny-bert") +
                            "]";
  EXPECT_NE(refusal(exits, 1).find("it is an exit"), std::string::npos);
  EXPECT_NE(refusal(exits, 2).find("it goes on from its exits"), std::string::npos);
  const std::string agrees =
      R"(, "threshold": 0.5, "learned_score": {"logits": [0, 0], "answer": [0, 0], "agrees": 1})";
  const std::string learned = R"("confidence": "learned", "tiers": [)" + first + ", " +
                              model("tiny-bert", agrees) + ", " + model("tiny-bert") + "]";
  EXPECT_NE(refusal(learned, 2).find("looks at what the tier before answered"), std::string::npos);
}

TEST_F(LoneTier, HasTheCascadesLabels) {
  const std::string first = model("tiny-bilstm", ", \"threshold\": 0.7");
  const std::string named =
      R"("labels": ["no", "yes"], "tiers": [)" + first + ", " + model("tiny-bert") + "]";
  EXPECT_EQ(load(named, 1).labels().names, (std::vector<std::string>{"no", "yes"}));
  const std::string three =
      R"("labels": ["a", "b", "c"], "tiers": [)" + first + ", " + model("tiny-bert") + "]";
  EXPECT_NE(refusal(three, 1).find("tiers must agree, in this order"), std::string::npos);
}

}  // namespace
}  // namespace tango::cascade
