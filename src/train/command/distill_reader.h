// Distilling a reader: a small model that finds answers where a large one does.
#pragma once

#include <string>

#include "train/command/data_options.h"
#include "train/command/reader_options.h"
#include "train/command/student.h"
#include "train/command/trainer_options.h"

namespace tango::train {

/// How much of what is learnt.
struct SoftLoss {
  double temperature = 1;
  double label_weight = 0;  ///< Share of the loss that is of the labels.
};

/// Trains an encoder on the start and end probabilities of the reader options.teacher, which are
/// computed once and kept beside the state. Throws kUsage without a teacher, for a BiLSTM, and
/// where label_weight is over 0 and no question has an answer.
void distill_reader(const DataOptions& data_options, const ReaderOptions& reader,
                    const RunOptions& run, const StudentOptions& options, const SoftLoss& soft,
                    const std::string& identity);

}  // namespace tango::train
