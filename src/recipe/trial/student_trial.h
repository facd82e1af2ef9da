// A small student that learns for a moment, to see what a cascade of it and its teacher does.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "cascade/request.h"
#include "evaluate/band.h"

namespace tango::recipe {

struct StudentTrial {
  std::int64_t learnt = 0;    ///< Texts that it learnt from.
  std::int64_t held_out = 0;  ///< Texts that the numbers below are of.
  double agreement = 0;       ///< Of the student alone with its teacher.
  double deferral_rate = 0;   ///< At the threshold that keeps the share of the answers.
  double texts_per_s = 0;     ///< Of the student, on all cores.
  double speedup = 0;         ///< Of the cascade over its teacher.
  evaluate::Band resampled;   ///< Of the speedup, the threshold chosen anew in each draw.
};

/// A teacher's answers to texts.
struct TaughtTexts {
  std::filesystem::path teacher;
  std::vector<std::string> labels;
  std::vector<cascade::Request> texts;
  std::vector<cascade::Answer> answers;  ///< Of the teacher, with logits.
  double teacher_texts_per_s = 0;        ///< On all cores, in the precision of a cascade.
  double keep = 0.98;
};

/// Teaches a bidirectional LSTM a quarter, a half and all of the texts but those held out: the last
/// quarter, at most 1,000. `directory` gets what is made. Throws as the stages do.
[[nodiscard]] std::vector<StudentTrial> try_students(const TaughtTexts& taught,
                                                     const std::filesystem::path& directory);

/// What a cascade does on texts of which the student has given `students` answers and the teacher
/// `teachers`. Only `learnt` is not filled in.
[[nodiscard]] StudentTrial measure_student(const std::vector<cascade::Answer>& students,
                                           const std::vector<cascade::Answer>& teachers,
                                           double student_texts_per_s, double teacher_texts_per_s,
                                           double keep);

}  // namespace tango::recipe
