// Logistic regression with a weak pull to 0, for scores that are learned from a part of a sample.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace tango::calibrate {

/// What is known of texts: `features` numbers of each, text after text.
struct FeatureTable {
  std::size_t features = 0;
  std::vector<double> values;

  [[nodiscard]] std::size_t texts() const { return features == 0 ? 0 : values.size() / features; }
  [[nodiscard]] std::span<const double> of(std::size_t text) const {
    return std::span(values).subspan(text * features, features);
  }
};

struct LogisticModel {
  double intercept = 0;
  std::vector<double> weights;  ///< One per feature, as it is.

  /// intercept + weights · features.
  [[nodiscard]] double log_odds(std::span<const double> features) const;
};

/// Of `holds` given the features, over the texts of `chosen`: the largest posterior with standard
/// normal priors on the weights of features scaled to deviation 1, by Newton's method. A feature
/// that does not vary gets weight 0. The same on every run.
[[nodiscard]] LogisticModel fit_logistic(const FeatureTable& table,
                                         std::span<const std::uint8_t> holds,
                                         std::span<const std::size_t> chosen);

}  // namespace tango::calibrate
