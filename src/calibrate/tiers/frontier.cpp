#include "calibrate/tiers/frontier.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "calibrate/threshold/fixed_sequence.h"

namespace tango::calibrate {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr std::size_t kMostOfTwo = 2000;  // thresholds of the first gate, where there are two
constexpr std::size_t kMostOfThree = 40;  // thresholds of each gate but the last, of more

class Enumeration {
 public:
  Enumeration(std::span<const TieredText> texts, const TierCosts& costs,
              std::span<const Promise> promises)
      : texts_(texts),
        costs_(costs),
        promises_(promises),
        gates_(costs.all_gates()),
        grid_(gates_ == 2 ? kMostOfTwo : kMostOfThree),
        counting_(promises.size()),
        thresholds_(gates_, kAcceptNothing),
        cells_(std::size_t{1} << gates_, std::vector<Cell>(texts.size() + 1)) {
    for (std::size_t i = 0; i < promises.size(); ++i) {
      counting_[i] = static_cast<double>(counts_at(texts, promises[i], {}).texts);
    }
  }

  Frontier run() {
    std::vector<std::size_t> order(texts_.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    const auto key = [&](std::size_t text) {
      const float confidence = texts_[text].confidences[gates_ - 1];
      return std::isnan(confidence) ? -1.0F : confidence;
    };
    std::ranges::stable_sort(order, std::ranges::greater(), key);
    scan(0, order, Losses(promises_.size()), 0);
    return frontier();
  }

 private:
  using Losses = std::vector<std::int64_t>;  // [promises]
  struct Cell {
    double cost = kInfinity;
    std::vector<float> thresholds;
  };

  void add(Losses& losses, std::size_t text, std::size_t gate, std::int64_t sign = 1) const {
    if (!texts_[text].differs[gate]) return;
    for (std::size_t i = 0; i < promises_.size(); ++i) {
      const int wanted = promises_[i].reference_class;
      losses[i] += wanted == kEveryClass || wanted == texts_[text].reference_class ? sign : 0;
    }
  }

  /// Of a text that reaches the gate; 0 where another gate of the tier is in use before it.
  [[nodiscard]] double cost_of(std::size_t gate) const {
    const std::size_t before = gate % costs_.gates;
    const std::size_t others = ((std::size_t{1} << before) - 1) << (gate - before);
    return (set_ & others) == 0 ? cost_of_tier(gate / costs_.gates) : 0;
  }

  [[nodiscard]] double cost_of_tier(std::size_t tier) const {
    return costs_.of(tier, [&](std::size_t earlier) {
      const std::size_t own = ((std::size_t{1} << costs_.gates) - 1) << earlier * costs_.gates;
      return (set_ & own) != 0;
    });
  }

  /// `reaching`: the texts that no earlier gate accepts, by the last threshold's confidence,
  /// falling. `losses` and `cost`: of all before.
  void scan(std::size_t gate, std::span<const std::size_t> reaching, const Losses& losses,
            double cost) {
    if (gate + 1 == gates_) return scan_last(reaching, losses, cost);
    thresholds_[gate] = kAcceptNothing;
    scan(gate + 1, reaching, losses, cost);
    cost += cost_of(gate) * static_cast<double>(reaching.size());
    set_ |= std::size_t{1} << gate;
    std::vector<float> confidences;
    for (const std::size_t text : reaching) confidences.push_back(texts_[text].confidences[gate]);
    for (const float threshold : falling_thresholds(confidences, grid_)) {
      Losses more = losses;
      std::vector<std::size_t> rest;
      for (const std::size_t text : reaching) {
        if (accepts(threshold, texts_[text].confidences[gate])) {
          add(more, text, gate);
        } else {
          rest.push_back(text);
        }
      }
      thresholds_[gate] = threshold;
      scan(gate + 1, rest, more, cost);
    }
    set_ &= ~(std::size_t{1} << gate);
  }

  void scan_last(std::span<const std::size_t> reaching, Losses losses, double cost) {
    const std::size_t gate = gates_ - 1;
    const auto count = static_cast<double>(reaching.size());
    for (const std::size_t text : reaching) add(losses, text, gates_);
    thresholds_[gate] = kAcceptNothing;
    const std::size_t last_tier = costs_.tiers.size() - 1;
    keep(losses, cost + cost_of_tier(last_tier) * count);
    cost += cost_of(gate) * count;
    set_ |= std::size_t{1} << gate;
    const double last = cost_of_tier(last_tier);
    for (std::size_t i = 0; i < reaching.size(); ++i) {
      const std::size_t text = reaching[i];
      const float confidence = texts_[text].confidences[gate];
      if (std::isnan(confidence)) break;
      add(losses, text, gates_, -1);
      add(losses, text, gate);
      const bool is_last =
          i + 1 == reaching.size() || std::isnan(texts_[reaching[i + 1]].confidences[gate]);
      const bool ends_tie = is_last || !(texts_[reaching[i + 1]].confidences[gate] == confidence);
      if (!ends_tie || (confidence >= 1 && !is_last)) continue;
      thresholds_[gate] = is_last ? 0 : confidence;
      keep(losses, cost + last * (count - static_cast<double>(i + 1)));
    }
    set_ &= ~(std::size_t{1} << gate);
  }

  void keep(const Losses& losses, double cost) {
    double risk = 0;  // in texts, of the first target
    for (std::size_t i = 0; i < losses.size(); ++i) {
      const double multiple = promises_.front().risk / promises_[i].risk;
      risk =
          std::max(risk, static_cast<double>(losses[i]) / std::max(1.0, counting_[i]) * multiple);
    }
    const double level = std::ceil(risk * static_cast<double>(texts_.size()) - 1e-6);
    Cell& cell = cells_[set_][std::min(static_cast<std::size_t>(level), texts_.size())];
    if (cost >= cell.cost) return;
    cell.cost = cost;
    cell.thresholds = thresholds_;
  }

  Frontier frontier() {
    Frontier result;
    result.gates = costs_.gates;
    const double count = std::max(1.0, static_cast<double>(texts_.size()));
    for (std::size_t level = 0; level <= texts_.size(); ++level) {
      const auto best = std::ranges::min_element(
          cells_, {}, [&](const std::vector<Cell>& cells) { return cells[level].cost; });
      const Cell& cell = (*best)[level];
      const double cost = cell.cost / count;
      if (cell.cost == kInfinity) continue;
      if (!result.candidates.empty() && cost >= result.candidates.back().cost) continue;
      result.candidates.push_back({.thresholds = cell.thresholds,
                                   .cost = cost,
                                   .risk = static_cast<double>(level) / count});
    }
    for (const std::vector<Cell>& cells : cells_) {
      auto& costs = result.cheapest.emplace_back();
      for (const Cell& cell : cells) costs.push_back(cell.cost / count);
    }
    return result;
  }

  std::span<const TieredText> texts_;
  const TierCosts& costs_;
  std::span<const Promise> promises_;
  std::size_t gates_;
  std::size_t grid_;
  std::vector<double> counting_;  // [promises] Texts that count.
  std::vector<float> thresholds_;
  std::size_t set_ = 0;
  std::vector<std::vector<Cell>> cells_;  // [sets][risk in texts]
};

}  // namespace

double Frontier::cost_with(std::size_t tier, double risk) const {
  double lowest = kInfinity;
  const std::size_t of_tier = ((std::size_t{1} << gates) - 1) << tier * gates;
  for (std::size_t set = 0; set < cheapest.size(); ++set) {
    if ((set & of_tier) == 0) continue;
    const std::vector<double>& costs = cheapest[set];
    const double levels = static_cast<double>(costs.size() - 1);
    for (std::size_t level = 0; level < costs.size(); ++level) {
      if (static_cast<double>(level) <= risk * levels + 1e-6)
        lowest = std::min(lowest, costs[level]);
    }
  }
  return lowest;
}

Frontier frontier_of(std::span<const TieredText> texts, const TierCosts& costs,
                     std::span<const Promise> promises) {
  return Enumeration(texts, costs, promises).run();
}

std::size_t answering_gate(const TieredText& text, std::span<const float> thresholds) {
  std::size_t gate = 0;
  while (gate < thresholds.size() && !accepts(thresholds[gate], text.confidences[gate])) ++gate;
  return gate;
}

PromiseCounts counts_at(std::span<const TieredText> texts, const Promise& promise,
                        std::span<const float> thresholds) {
  PromiseCounts counts;
  for (const TieredText& text : texts) {
    if (promise.reference_class != kEveryClass && promise.reference_class != text.reference_class) {
      continue;
    }
    ++counts.texts;
    counts.losses += text.differs[answering_gate(text, thresholds)] ? 1 : 0;
  }
  return counts;
}

}  // namespace tango::calibrate
