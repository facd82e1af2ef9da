// How good the answers of a question-answering model are.
#pragma once

#include <functional>

#include "train/data/span_data.h"
#include "train/network/pass.h"
#include "train/run/trainer.h"

namespace tango::train {

/// The F1, which is the score, and the exact match of the best span for each question, as SQuAD
/// defines them. `logits` gives [windows x longest x 2] for a batch of windows.
[[nodiscard]] Evaluation score_spans(const SpanData& spans,
                                     const std::function<at::Tensor(const Batch&, Pass&)>& logits);

}  // namespace tango::train
