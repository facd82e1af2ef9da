// A question-answering teacher's logits for the windows of its student.
#pragma once

#include <filesystem>

#include <ATen/ATen.h>

#include "kernel/precision.h"
#include "train/data/span_data.h"

namespace tango::train {

/// Start and end logits of the question-answering model in `teacher` for every window of `spans`,
/// by our engine on `threads` threads: [windows x longest x 2] fp32, at the student's tokens. The
/// teacher gets the question and the window's piece of the context. Where the tokenizers differ, a
/// start belongs to the student's first token within the teacher's token, and an end to the last;
/// the first token of the window (no answer here) keeps its place; every other token has -infinity.
/// Throws what opening the teacher throws, and kUnsupported when it is not a question-answering
/// model.
[[nodiscard]] at::Tensor teach_spans(const std::filesystem::path& teacher,
                                     kernel::Precision precision, const SpanData& spans,
                                     int threads);

}  // namespace tango::train
