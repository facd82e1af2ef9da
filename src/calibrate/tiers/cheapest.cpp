#include "calibrate/tiers/cheapest.h"

#include <cmath>

namespace tango::calibrate {

Cheapest::Cheapest(std::span<const TieredText> texts, const TierCosts& costs,
                   std::span<const Promise> promises)
    : texts_(texts),
      promises_(promises),
      cells_(std::size_t{1} << (costs.tiers.size() - 1), std::vector<Cell>(texts.size() + 1)) {
  for (const Promise& promise : promises) {
    const auto count = static_cast<double>(counts_at(texts, promise, {}).texts);
    risk_of_loss_.push_back(promises.front().risk / promise.risk / std::max(1.0, count));
  }
}

void Cheapest::keep(const Losses& losses, double cost, const std::vector<float>& thresholds,
                    std::size_t tiers) {
  const double level =
      std::ceil(risk_of(losses) * static_cast<double>(texts_.size()) - 1e-6);  // in texts
  Cell& cell = cells_[tiers][std::min(static_cast<std::size_t>(level), texts_.size())];
  if (cost >= cell.cost) return;
  cell.cost = cost;
  cell.thresholds = thresholds;
}

Frontier Cheapest::frontier() const {
  Frontier result;
  const double count = std::max(1.0, static_cast<double>(texts_.size()));
  for (std::size_t level = 0; level <= texts_.size(); ++level) {
    const auto best = std::ranges::min_element(
        cells_, {}, [&](const std::vector<Cell>& cells) { return cells[level].cost; });
    const Cell& cell = (*best)[level];
    const double cost = cell.cost / count;
    if (std::isinf(cost)) continue;
    if (!result.candidates.empty() && cost >= result.candidates.back().cost) continue;
    result.candidates.push_back(
        {.thresholds = cell.thresholds, .cost = cost, .risk = static_cast<double>(level) / count});
  }
  for (const std::vector<Cell>& cells : cells_) {
    auto& costs = result.cheapest.emplace_back();
    for (const Cell& cell : cells) costs.push_back(cell.cost / count);
  }
  return result;
}

}  // namespace tango::calibrate
