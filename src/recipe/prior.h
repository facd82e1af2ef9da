// The correction of a student that has learnt from texts with other shares of the classes.
#pragma once

#include <filesystem>
#include <vector>

#include "checkpoint/logits_file.h"

namespace tango::recipe {

/// What to add to a student's logits, one number per label, so that over these texts the mean of
/// its probabilities is the mean of the teacher's: the most probable offsets given the teacher's
/// probabilities, where each offset is normal with deviation 1 beforehand, which keeps those of
/// labels that few texts speak for near 0. Precondition: the same labels and texts.
[[nodiscard]] std::vector<double> prior_offsets(const checkpoint::LogitsFile& student,
                                                const checkpoint::LogitsFile& teacher);

/// Copies the student `model` to `output`, where `was_balanced` with these offsets in the bias of
/// its last layer. `student` and `teacher` are files of logits for the same texts, drawn as texts
/// come. Throws kInvalidInput where they are not, kIo, and as add_to_head_bias does.
void correct_prior(const std::filesystem::path& model, const std::filesystem::path& student,
                   const std::filesystem::path& teacher, bool was_balanced,
                   const std::filesystem::path& output);

}  // namespace tango::recipe
