// How near numbers come to the right ones; and how well they rank texts of which some are relevant.
#pragma once

#include <optional>
#include <span>
#include <string>

namespace tango::task {

// Everywhere: one prediction and one truth per text, as many; all finite. nullopt: not defined.

/// Pearson's correlation; not defined where either is constant, or there are fewer than two texts.
[[nodiscard]] std::optional<double> pearson(std::span<const double> predicted,
                                            std::span<const double> truths);
/// Spearman's: Pearson's of the ranks, where equal numbers share the mean of theirs.
[[nodiscard]] std::optional<double> spearman(std::span<const double> predicted,
                                             std::span<const double> truths);
/// 0 without texts. The same for the absolute one.
[[nodiscard]] double mean_squared_error(std::span<const double> predicted,
                                        std::span<const double> truths);
[[nodiscard]] double mean_absolute_error(std::span<const double> predicted,
                                         std::span<const double> truths);
/// Coefficient of determination; not defined where the truths are constant.
[[nodiscard]] std::optional<double> r2(std::span<const double> predicted,
                                       std::span<const double> truths);

// Of truths that are 1 (relevant) or 0.

/// Area under the ROC curve: the probability that a relevant text's number is larger than
/// another's, equal ones by half. Not defined unless there are both.
[[nodiscard]] std::optional<double> roc_auc(std::span<const double> predicted,
                                            std::span<const double> truths);
/// The mean precision at the recalls of all thresholds, without interpolation (as scikit-learn's
/// average_precision_score). Not defined without relevant texts.
[[nodiscard]] std::optional<double> average_precision(std::span<const double> predicted,
                                                      std::span<const double> truths);

struct ReciprocalRank {
  std::optional<double> mean;  ///< Not defined without queries.
  std::size_t queries = 0;     ///< That have relevant texts: the others say nothing.
};

/// Of each query's first relevant text, 0 where `most` others come before it. Among equal numbers a
/// relevant text comes last: a model that tells nothing apart earns nothing. `queries`: of each
/// text.
[[nodiscard]] ReciprocalRank reciprocal_rank(std::span<const double> predicted,
                                             std::span<const double> truths,
                                             std::span<const std::string> queries,
                                             std::size_t most);

}  // namespace tango::task
