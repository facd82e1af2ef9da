// What a teacher says of the windows that a student reads.
#pragma once

#include <filesystem>

#include <ATen/ATen.h>

#include "kernel/precision.h"
#include "train/data/span_data.h"

namespace tango::train {

/// Start and end logits of the reader in `teacher` for every window of `spans`, by our engine on
/// `threads` threads: [windows x longest x 2] fp32, at the student's tokens. The teacher reads the
/// question and the window's piece of the context. Where the tokenizers differ, a start counts for
/// the student's first token in the teacher's and an end for its last; the first token of all (no
/// answer here) keeps its place; every other token has -infinity. Throws what opening the teacher
/// throws, and kUnsupported when it is no reader.
[[nodiscard]] at::Tensor teach_spans(const std::filesystem::path& teacher,
                                     kernel::Precision precision, const SpanData& spans,
                                     int threads);

}  // namespace tango::train
