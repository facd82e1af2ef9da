// The scores of a model's seeds.
#pragma once

#include <string>
#include <vector>

#include "base/json.h"

namespace tango::recipe {

/// `scores` are never empty.
[[nodiscard]] double mean_of(const std::vector<double>& scores);

/// For scores.json: mean, standard deviation (of a sample; 0 for one seed), the mean as a share of
/// the large model's score `large`, each score by its seed, and the seed that was taken. A model
/// without seeds has one, the empty string.
[[nodiscard]] base::Json seed_scores_json(const std::vector<std::string>& seeds,
                                          const std::vector<double>& scores, std::size_t taken,
                                          double large);

}  // namespace tango::recipe
