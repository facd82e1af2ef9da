// The README of a model: what it is, how it was made and how good it is.
#pragma once

#include <string>
#include <vector>

#include "recipe/recipe.h"

namespace tango::recipe {

struct ModelFacts {
  const Recipe& recipe;
  std::string name;
  std::string command;
  std::string metric;
  std::size_t texts = 0;
  bool labelled = true;        ///< Scores compare with labels, not with the large model's answers.
  std::vector<double> scores;  ///< One per seed.
  double large_score = 0;
};

/// Markdown, with the YAML header of Hugging Face's model cards.
[[nodiscard]] std::string model_card(const ModelFacts& facts);

}  // namespace tango::recipe
