#include "recipe/class_shares.h"

#include <algorithm>
#include <vector>

#include <gtest/gtest.h>

namespace tango::recipe {
namespace {

TEST(ClassShares, CountsTheMostProbableLabels) {
  checkpoint::LogitsFile file{.labels = {"no", "yes"},
                              .logits = tensor::Tensor(tensor::Shape{3, 2})};
  const std::vector<float> logits{0, 1, 2, 1, 0, 3};
  std::ranges::copy(logits, file.logits.data());
  const std::vector<ClassCount> counts = count_classes(file);
  ASSERT_EQ(counts.size(), 2U);
  EXPECT_EQ(counts[0].label, "yes");
  EXPECT_EQ(counts[0].texts, 2);
  EXPECT_EQ(counts[1].texts, 1);
}

TEST(ClassShares, RareClassesAreWarnedOf) {
  const auto words = [](std::vector<ClassCount> counts) { return shares_in_words(counts); };
  const std::string even = words({{"yes", 95}, {"no", 5}});
  EXPECT_NE(even.find("answers to 100 of the texts"), std::string::npos) << even;
  EXPECT_NE(even.find("    5.0 %"), std::string::npos) << even;
  EXPECT_EQ(even.find("WARNING"), std::string::npos) << even;
  const std::string rare = words({{"yes", 960}, {"no", 30}, {"maybe", 10}});
  EXPECT_NE(rare.find("WARNING: few texts are \"no\", \"maybe\". "), std::string::npos) << rare;
  EXPECT_NE(rare.find("--keep-class LABEL=SHARE"), std::string::npos) << rare;
  EXPECT_EQ(words({}), "");
}

}  // namespace
}  // namespace tango::recipe
