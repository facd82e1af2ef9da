// The scores of a model's seeds.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "base/json.h"

namespace tango::recipe {

/// `scores` are never empty.
[[nodiscard]] double mean_of(const std::vector<double>& scores);

/// The mean over classes of the share of a class's texts that keep their answer, each shrunk
/// towards that of all texts as if kPriorTexts more had shown that. Seeds are chosen by it, where
/// there are no labels: all texts alone hide a rare class, and a rare class's own share is mostly
/// chance.
[[nodiscard]] double shrunken_class_agreement(std::span<const int> wanted,
                                              std::span<const int> answers, int num_labels);
inline constexpr double kPriorTexts = 20;

/// For scores.json: mean, standard deviation (of a sample; 0 for one seed), the mean as a share of
/// the large model's score `large`, each score by its seed, and the seed that was taken. A model
/// without seeds has one, the empty string.
[[nodiscard]] base::Json seed_scores_json(const std::vector<std::string>& seeds,
                                          const std::vector<double>& scores, std::size_t taken,
                                          double large);

}  // namespace tango::recipe
