// The cheapest thresholds of each risk, of all that a search has measured.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "calibrate/tiers/frontier.h"

namespace tango::calibrate {

class Cheapest {
 public:
  using Losses = std::vector<std::int64_t>;  ///< [promises] Of the texts that count, together.

  /// Keeps references to its arguments.
  Cheapest(std::span<const TieredText> texts, const TierCosts& costs,
           std::span<const Promise> promises);

  [[nodiscard]] Losses no_losses() const { return Losses(promises_.size()); }

  /// To the losses what the text loses at a gate, or with the last tier's answer; `sign` times.
  void add(Losses& losses, std::size_t text, std::size_t gate, std::int64_t sign = 1) const {
    const std::int64_t lost = sign * texts_[text].losses[gate];
    if (lost == 0) return;
    for (std::size_t i = 0; i < promises_.size(); ++i) {
      losses[i] += counts_for(texts_[text], promises_[i]) ? lost : 0;
    }
  }

  /// As TierCandidate::risk.
  [[nodiscard]] double risk_of(const Losses& losses) const {
    double risk = 0;
    for (std::size_t i = 0; i < losses.size(); ++i) {
      risk = std::max(risk, static_cast<double>(losses[i]) * risk_of_loss_[i]);
    }
    return risk;
  }

  /// `cost`: of all texts. Bit i of `tiers`: tier i (from 0) accepts something.
  void keep(const Losses& losses, double cost, const std::vector<float>& thresholds,
            std::size_t tiers);

  [[nodiscard]] Frontier frontier() const;

 private:
  struct Cell {
    double cost = std::numeric_limits<double>::infinity();
    std::vector<float> thresholds;
  };

  std::span<const TieredText> texts_;
  std::span<const Promise> promises_;
  std::vector<double> risk_of_loss_;      // [promises]
  std::vector<std::vector<Cell>> cells_;  // [sets of tiers][risk in texts]
};

}  // namespace tango::calibrate
