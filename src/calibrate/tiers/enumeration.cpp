#include "calibrate/tiers/enumeration.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "calibrate/threshold/fixed_sequence.h"
#include "calibrate/tiers/cheapest.h"

namespace tango::calibrate {
namespace {

constexpr std::size_t kMostOfTwo = 2000;  // thresholds of the first gate, where there are two
constexpr std::size_t kMostOfThree = 40;  // thresholds of each gate but the last, of more

class Enumeration {
 public:
  Enumeration(std::span<const TieredText> texts, const TierCosts& costs,
              std::span<const Promise> promises)
      : texts_(texts),
        costs_(costs),
        gates_(costs.all_gates()),
        grid_(gates_ == 2 ? kMostOfTwo : kMostOfThree),
        thresholds_(gates_, kAcceptNothing),
        cheapest_(texts, costs, promises) {
    for (set_ = 0; set_ < std::size_t{1} << gates_; ++set_) {
      std::size_t tiers = 0;
      for (std::size_t tier = 0; tier + 1 < costs.tiers.size(); ++tier) {
        tiers |= is_used(tier) ? std::size_t{1} << tier : 0;
      }
      tiers_of_set_.push_back(tiers);
    }
    set_ = 0;
  }

  Frontier run() {
    std::vector<std::size_t> order(texts_.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    const auto key = [&](std::size_t text) {
      const float confidence = texts_[text].confidences[gates_ - 1];
      return std::isnan(confidence) ? -1.0F : confidence;
    };
    std::ranges::stable_sort(order, std::ranges::greater(), key);
    scan(0, order, cheapest_.no_losses(), 0);
    return cheapest_.frontier();
  }

 private:
  using Losses = Cheapest::Losses;

  /// Of a text that reaches the gate; 0 where another gate of the tier is in use before it.
  [[nodiscard]] double cost_of(std::size_t gate) const {
    const std::size_t before = gate % costs_.gates;
    const std::size_t others = ((std::size_t{1} << before) - 1) << (gate - before);
    return (set_ & others) == 0 ? cost_of_tier(gate / costs_.gates) : 0;
  }

  [[nodiscard]] double cost_of_tier(std::size_t tier) const {
    return costs_.of(tier, [&](std::size_t earlier) { return is_used(earlier); });
  }

  [[nodiscard]] bool is_used(std::size_t tier) const {
    return (set_ & (((std::size_t{1} << costs_.gates) - 1) << tier * costs_.gates)) != 0;
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
          cheapest_.add(more, text, gate);
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
    for (const std::size_t text : reaching) cheapest_.add(losses, text, gates_);
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
      cheapest_.add(losses, text, gates_, -1);
      cheapest_.add(losses, text, gate);
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
    cheapest_.keep(losses, cost, thresholds_, tiers_of_set_[set_]);
  }

  std::span<const TieredText> texts_;
  const TierCosts& costs_;
  std::size_t gates_;
  std::size_t grid_;
  std::vector<float> thresholds_;
  std::size_t set_ = 0;  // of gates in use
  std::vector<std::size_t> tiers_of_set_;
  Cheapest cheapest_;
};

}  // namespace

Frontier frontier_by_enumeration(std::span<const TieredText> texts, const TierCosts& costs,
                                 std::span<const Promise> promises) {
  return Enumeration(texts, costs, promises).run();
}

}  // namespace tango::calibrate
