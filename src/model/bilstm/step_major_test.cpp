#include "model/bilstm/step_major.h"

#include <array>

#include <gtest/gtest.h>

namespace tango::model {
namespace {

TEST(StepMajor, SortsAndCountsTheTextsOfEachStep) {
  PackedBatch batch;
  for (const std::size_t length : {2U, 4U, 1U, 2U}) {
    batch.add(std::vector<std::int32_t>(length, 7), {});
  }
  std::vector<int> texts;
  by_falling_length(batch, texts);
  EXPECT_EQ(texts, (std::vector<int>{1, 0, 3, 2}));
  StepMajor steps;
  steps.assign(batch, texts);
  EXPECT_EQ(steps.step_offsets, (std::vector<int>{0, 4, 7, 8, 9}));
  EXPECT_EQ(steps.steps(), 4);
  EXPECT_EQ(steps.rows(), 9);
  steps.assign(batch, std::array<int, 1>{2});
  EXPECT_EQ(steps.step_offsets, (std::vector<int>{0, 1}));
}

}  // namespace
}  // namespace tango::model
