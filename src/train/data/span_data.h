// Questions with their contexts as windows, and where in those the answers are.
#pragma once

#include <vector>

#include "reading/squad.h"
#include "reading/windows.h"
#include "text/tokenizer.h"
#include "train/data/data_set.h"

namespace tango::train {

struct SpanData {
  std::vector<reading::Question> questions;
  std::vector<std::vector<reading::Window>> windows;  ///< Per question, in order.
  /// All windows, one after the other. Targets [windows x 2]: the first and the last token of the
  /// question's first answer; token 0 twice where the window does not hold the whole answer.
  DataSet data;
};

/// Tokenizes on every core.
[[nodiscard]] SpanData make_span_data(std::vector<reading::Question> questions,
                                      const text::Tokenizer& tokenizer,
                                      const reading::WindowOptions& options);

/// Throws kInvalidInput when no window holds an answer: there is nothing to learn from labels.
void check_answers(const SpanData& spans);

}  // namespace tango::train
