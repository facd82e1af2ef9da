// How good a reader's answers are.
#pragma once

#include <functional>

#include "train/data/span_data.h"
#include "train/network/pass.h"
#include "train/run/trainer.h"

namespace tango::train {

/// SQuAD's F1, the score, and exact match of the best span of each question. `logits`: of a batch
/// of windows, [windows x longest x 2].
[[nodiscard]] Evaluation score_spans(const SpanData& spans,
                                     const std::function<at::Tensor(const Batch&, Pass&)>& logits);

}  // namespace tango::train
