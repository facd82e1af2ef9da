#include "cascade/description.h"

#include <filesystem>

#include <gtest/gtest.h>

#include "base/json.h"
#include "base/temporary_directory_test.h"

namespace tango::cascade {
namespace {

using base::OrderedJson;

const std::string kModels = TANGO_SOURCE_DIR "/tests/golden/tiny-";

TEST(Description, OneLinePerFactIndentedWhereFactsNest) {
  EXPECT_EQ(readable(OrderedJson::parse(R"({"confidence": "margin", "labels": ["no", "yes"],
                                            "tiers": [{"threshold": 0.5, "model": {"layers": 2}},
                                                      {"model": {"layers": 4}}]})")),
            "confidence: margin\n"
            "labels: no, yes\n"
            "tier 1:\n"
            "  threshold: 0.5\n"
            "  model:\n"
            "    layers: 2\n"
            "tier 2:\n"
            "  model:\n"
            "    layers: 4\n");
}

TEST(Description, ShowsTheThresholdsOfClasses) {
  const base::TemporaryDirectory directory;
  directory.write("cascade.json",
                  R"({"version": "1.0", "tiers": [{"model": ")" + kModels +
                      R"(bert", "threshold": {"positive": 0.5, "negative": 0.75}}, {"model": ")" +
                      kModels + R"(bert"}]})");
  const OrderedJson cascade = describe_cascade(directory.path());
  EXPECT_EQ(cascade.at("tiers")[0].at("threshold").dump(), R"({"negative":0.75,"positive":0.5})");
}

TEST(Description, ModelsAndCascades) {
  EXPECT_FALSE(is_cascade_directory(kModels + "bert"));
  const OrderedJson model = describe_model(kModels + "bert");
  EXPECT_EQ(model.at("family"), "bert");
  EXPECT_EQ(model.at("problem_type"), "single_label_classification");

  ASSERT_TRUE(is_cascade_directory(kModels + "cascade"));
  const OrderedJson cascade = describe_cascade(kModels + "cascade");
  ASSERT_EQ(cascade.at("tiers").size(), 2U);
  EXPECT_TRUE(cascade.at("tiers")[0].contains("threshold"));
  EXPECT_FALSE(cascade.at("tiers")[1].contains("threshold"));
}

TEST(Description, ShowsWhichShareOfTheTokensEachLayerKeeps) {
  const base::TemporaryDirectory directory;
  std::filesystem::copy(kModels + "bert", directory.path() / "pruned");
  base::Json config = base::read_json(kModels + "bert/config.json");
  config["token_shares"] = base::Json::array({0.4});
  directory.write("pruned/config.json", config.dump());
  EXPECT_EQ(describe_model(directory.path() / "pruned").at("token_shares").dump(), "[0.4]");
  EXPECT_FALSE(describe_model(kModels + "bert").contains("token_shares"));
}

}  // namespace
}  // namespace tango::cascade
