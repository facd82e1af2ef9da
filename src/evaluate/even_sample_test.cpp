#include "evaluate/even_sample.h"

#include <memory>
#include <numeric>

#include <gtest/gtest.h>

namespace tango::evaluate {
namespace {

TEST(EvenSample, TakesEvenlyAndKeepsTheOrder) {
  std::vector<int> values(10);
  std::iota(values.begin(), values.end(), 0);
  sample_evenly(values, 4);
  EXPECT_EQ(values, (std::vector<int>{0, 2, 5, 7}));
  sample_evenly(values, 4);
  EXPECT_EQ(values.size(), 4U);
  sample_evenly(values, 1);
  EXPECT_EQ(values, std::vector<int>{0});
  sample_evenly(values, 9);
  EXPECT_EQ(values, std::vector<int>{0});
}

TEST(EvenSample, EveryCountIsWhatItsPlacesSay) {
  for (std::size_t count = 1; count <= 31; ++count) {
    std::vector<std::unique_ptr<std::size_t>> values;
    for (std::size_t i = 0; i < 31; ++i) values.push_back(std::make_unique<std::size_t>(i));
    sample_evenly(values, count);
    ASSERT_EQ(values.size(), count);
    for (std::size_t i = 0; i < count; ++i) EXPECT_EQ(*values[i], i * 31 / count);
  }
}

}  // namespace
}  // namespace tango::evaluate
