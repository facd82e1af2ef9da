// Whether a learned score pays: fitted on the choosing texts, compared there by cross-validation.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "calibrate/score/logistic.h"

namespace tango::calibrate {

struct ScoreChoice {
  LogisticModel model;           ///< Fitted on all texts.
  std::vector<double> held_out;  ///< [texts] Log-odds by a model that has not seen the text.
  double learned_deferral = 1;   ///< Mean share deferred where about `risk` is lost,
  double plain_deferral = 1;     ///< with the confidences that there are.

  [[nodiscard]] bool pays() const { return learned_deferral < plain_deferral; }
};

/// `holds`: whether each text's answer may stay as it is. `confidences`: of the plain kind.
/// Deferrals are means over losses of half to twice `risk`, as few texts tell little of one.
[[nodiscard]] ScoreChoice choose_score(const FeatureTable& table,
                                       std::span<const std::uint8_t> holds,
                                       std::span<const float> confidences, double risk);

/// The share of the texts to defer, the least sure first, so that at most `losses` of those that
/// do not hold are accepted. Equally sure texts fall together.
[[nodiscard]] double deferral_at(std::span<const double> sureness,
                                 std::span<const std::uint8_t> holds, std::int64_t losses);

}  // namespace tango::calibrate
