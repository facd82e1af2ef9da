// Distilling a question-answering model: a small one that finds answers where a large one does.
#pragma once

#include <string>

#include "train/command/data_options.h"
#include "train/command/question_answering_options.h"
#include "train/command/student.h"
#include "train/command/trainer_options.h"

namespace tango::train {

/// What a student learns from: its teacher's probabilities, and labels.
struct SoftLoss {
  double temperature = 1;   ///< Of the probabilities.
  double label_weight = 0;  ///< The labels' share of the loss, 0 … 1.
};

/// Trains an encoder on the start and end probabilities of the question-answering model
/// options.teacher, which are computed once and kept beside the state. Throws kUsage without a
/// teacher and for a BiLSTM, and kInvalidInput where label_weight is over 0 and no question has an
/// answer.
void distill_question_answering(const DataOptions& data_options,
                                const QuestionAnsweringOptions& questions, const RunOptions& run,
                                const StudentOptions& options, const SoftLoss& soft,
                                const std::string& identity);

}  // namespace tango::train
