#include "recipe/trial/student_trial.h"

#include <gtest/gtest.h>

namespace tango::recipe {
namespace {

cascade::Answer answer(int label, float confidence) {
  return {.label = label, .confidence = confidence, .scores = {0.5F, 0.5F}};
}

/// 100 texts; the student differs from its teacher on 10 of those that it is least sure of.
TEST(StudentTrial, DefersAsFewAsKeepTheShare) {
  std::vector<cascade::Answer> students, teachers;
  for (int text = 0; text < 100; ++text) {
    const int label = text % 2;
    teachers.push_back(answer(label, 1));
    const float confidence = 0.5F + static_cast<float>(text) / 256;
    students.push_back(answer(text < 10 ? 1 - label : label, confidence));
  }
  const StudentTrial trial = measure_student(students, teachers, 1000, 100, 0.98);
  EXPECT_EQ(trial.held_out, 100);
  EXPECT_DOUBLE_EQ(trial.agreement, 0.9);
  EXPECT_DOUBLE_EQ(trial.deferral_rate, 0.08);  // two of the ten may stay wrong
  EXPECT_NEAR(trial.speedup, 1 / (0.1 + 0.08), 1e-9);
  EXPECT_LE(trial.resampled.low, trial.speedup);
  EXPECT_GE(trial.resampled.high, trial.speedup);
}

TEST(StudentTrial, AStudentThatKnowsNothingSavesNothing) {
  std::vector<cascade::Answer> students, teachers;
  for (int text = 0; text < 40; ++text) {
    teachers.push_back(answer(0, 1));
    students.push_back(answer(1, 0.9F));
  }
  const StudentTrial trial = measure_student(students, teachers, 1000, 100, 0.98);
  EXPECT_DOUBLE_EQ(trial.deferral_rate, 1);
  EXPECT_DOUBLE_EQ(trial.speedup, 1);  // does without the student
}

}  // namespace
}  // namespace tango::recipe
