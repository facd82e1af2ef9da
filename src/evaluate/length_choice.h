// The tokens that each layer of a question-answering model keeps: the choice, and the model with
// it.
#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "base/json.h"
#include "evaluate/length_search.h"
#include "evaluate/length_trial.h"

namespace tango::evaluate {

struct LengthChoice {
  std::vector<LengthCandidate> front;  ///< As search_lengths gives it.
  std::size_t chosen = 0;              ///< Of `front`.
  double keep = 0;                     ///< The share of the whole model's score that was asked for.
  double whole_score = 0;              ///< F1 of the model that prunes no tokens.
  double whole_questions_per_s = 0;
  double questions_per_s = 0;  ///< Of the chosen one.
  std::size_t questions = 0;   ///< That it was chosen by.
  int tokens = 0;              ///< The mean of a window.

  [[nodiscard]] const LengthCandidate& candidate() const { return front[chosen]; }

  /// What a model's lengths.json holds.
  [[nodiscard]] base::Json to_json() const;
  /// For people: the front, and a line on the choice.
  [[nodiscard]] std::string to_table() const;
};

/// Of a front, least work first: the place of the first that scores at least `wanted`; the last
/// where none does. `front` is not empty.
[[nodiscard]] std::size_t least_work_that_keeps(std::span<const LengthCandidate> front,
                                                double wanted);

/// The least work that keeps `keep` of the whole model's F1. `search.tokens` is taken from the
/// trial. `watch`: as search_lengths calls it; may be null.
[[nodiscard]] LengthChoice choose_lengths(LengthTrial& trial, LengthSearchOptions search,
                                          double keep, const std::function<void(int, int)>& watch);

/// A copy of `model` at `output` whose config.json has the chosen shares, with the choice beside it
/// in lengths.json. `output` appears when it is whole. Throws kUsage where `output` is there.
void write_shortened_model(const std::filesystem::path& model, const LengthChoice& choice,
                           const std::filesystem::path& output);

}  // namespace tango::evaluate
