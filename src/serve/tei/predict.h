// The request and the answer of text-embeddings-inference's /predict.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "serve/dispatcher.h"
#include "serve/served_model.h"
#include "serve/tei/scores.h"

namespace tango::serve::tei {

struct PredictRequest {
  std::vector<cascade::Request> texts;
  bool is_batch = false;  ///< The answer is a list of what a single text's would be.
  ScoreOptions scores;
  std::optional<bool> truncate;  ///< Otherwise a text beyond the model's limit is an error.
  // Tango's own:
  std::string model;              ///< "": the default.
  std::optional<double> timeout;  ///< Seconds.
  bool return_tier = false;
  bool return_logits = false;
};

/// `inputs` is a string, a pair as a list of two strings, or a batch: a list of lists of one or
/// two. A question with its context is a pair. `parameters` are the hub's: `top_k` and
/// `function_to_apply`, of which `raw_scores` is "none". Throws kInvalidInput.
[[nodiscard]] PredictRequest parse_predict(std::string_view body);

/// Of each text the list of its {"score", "label"}, the most probable first; for question
/// answering, of its {"score", "start", "end", "answer"}. With return_tier or return_logits an
/// object that holds the list as "predictions". Throws the first text's error that is one.
[[nodiscard]] std::string render_predict(const PredictRequest& request, const ServedModel& model,
                                         const std::vector<Outcome>& outcomes);

}  // namespace tango::serve::tei
