// A page about a model: what it is, how it was made, how good it is.
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
  bool labelled = true;  ///< The scores are against labels, not against the large model's answers.
  std::vector<double> scores;  ///< One a seed.
  double large_score = 0;
};

/// Markdown, with the YAML head that Hugging Face's pages have.
[[nodiscard]] std::string model_card(const ModelFacts& facts);

}  // namespace tango::recipe
