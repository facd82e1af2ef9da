// Questions and contexts as windows with the places of their answers.
#pragma once

#include <vector>

#include "reading/squad.h"
#include "reading/windows.h"
#include "text/tokenizer.h"
#include "train/data/data_set.h"

namespace tango::train {

struct SpanData {
  std::vector<reading::Question> questions;
  std::vector<std::vector<reading::Window>> windows;  ///< Of each question, in order.
  /// All windows, one behind the other. Targets [windows x 2]: the first answer's first and last
  /// token; token 0 twice where the answer is not whole in the window.
  DataSet data;
};

/// Tokenizes on every core.
[[nodiscard]] SpanData make_span_data(std::vector<reading::Question> questions,
                                      const text::Tokenizer& tokenizer,
                                      const reading::WindowOptions& options);

/// Throws kInvalidInput when no answer is in any window: labels teach nothing then.
void check_answers(const SpanData& spans);

}  // namespace tango::train
