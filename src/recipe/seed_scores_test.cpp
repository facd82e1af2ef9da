#include "recipe/seed_scores.h"

#include <vector>

#include <gtest/gtest.h>

namespace tango::recipe {
namespace {

TEST(ShrunkenClassAgreement, ARareClassCountsButItsLuckHardly) {
  // 100 texts of one class, 4 of another: one seed loses two of the many, the other two of the few.
  std::vector<int> wanted(104, 0);
  for (std::size_t text = 100; text < 104; ++text) wanted[text] = 1;
  std::vector<int> loses_of_many = wanted;
  loses_of_many[0] = loses_of_many[1] = 1;
  std::vector<int> loses_of_few = wanted;
  loses_of_few[100] = loses_of_few[101] = 0;
  const double many = shrunken_class_agreement(wanted, loses_of_many, 2);
  const double few = shrunken_class_agreement(wanted, loses_of_few, 2);
  EXPECT_GT(many, few) << "of all texts both keep as many";
  EXPECT_GT(few, 0.9) << "half of four texts is no 50 %";
  std::vector<int> loses_thirty_of_many = wanted;
  for (std::size_t text = 0; text < 30; ++text) loses_thirty_of_many[text] = 1;
  EXPECT_LT(shrunken_class_agreement(wanted, loses_thirty_of_many, 2), few);
  EXPECT_EQ(shrunken_class_agreement(wanted, wanted, 3), 1) << "a class without texts says nothing";
}

}  // namespace
}  // namespace tango::recipe
