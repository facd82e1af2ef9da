#include "calibrate/tiers/descent.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <optional>

#include "calibrate/tiers/cheapest.h"

namespace tango::calibrate {
namespace {

constexpr int kPrices = 40;
constexpr double kDearest = 1000;  // the share of the last tier's cost that a loss of all is worth
constexpr double kCheapest = 0.1;
constexpr int kMostRounds = 10;
constexpr double kLeastGain = 1e-12;

class Descent {
 public:
  Descent(std::span<const TieredText> texts, const TierCosts& costs,
          std::span<const Promise> promises)
      : texts_(texts),
        costs_(costs),
        thresholds_(costs.all_gates(), kAcceptNothing),
        cheapest_(texts, costs, promises) {}

  Frontier run() {
    for (int step = 0; step < kPrices; ++step) descend(price_of(step));
    for (int step = kPrices - 1; step-- > 0;) descend(price_of(step));
    return cheapest_.frontier();
  }

 private:
  /// A text whose answer the gates that move may accept.
  struct Movable {
    std::size_t text;
    std::size_t gate;   ///< That may accept it.
    std::size_t later;  ///< The gate that answers it otherwise.
    float confidence;
  };

  static double price_of(int step) {
    return kDearest * std::pow(kCheapest / kDearest, step / static_cast<double>(kPrices - 1));
  }

  void descend(double price) {
    price_ = price;
    for (int round = 0; round < kMostRounds; ++round) {
      bool is_better = false;
      for (std::size_t tier = 0; tier + 1 < costs_.tiers.size(); ++tier) {
        const std::size_t first = tier * costs_.gates;
        const std::size_t end = first + costs_.gates;
        is_better = move(tier, first, end) || is_better;
        for (std::size_t gate = first; costs_.gates > 1 && gate < end; ++gate) {
          is_better = move(tier, gate, gate + 1) || is_better;
        }
      }
      if (!is_better) return;
    }
  }

  /// Gives the gates first … end - 1 of the tier the threshold that is best with the others as they
  /// are. False, and nothing changes, where none is better.
  bool move(std::size_t tier, std::size_t first, std::size_t end) {
    const std::vector<float> before = thresholds_;
    const std::vector<std::size_t> now = answering();
    double best = value_of(losses_at(now), cost_at(now, costs_until(thresholds_, costs_)));
    std::optional<float> found;
    const auto take = [&](const Cheapest::Losses& losses, double cost, float threshold) {
      set(first, end, threshold);
      cheapest_.keep(losses, cost, thresholds_, tiers_in_use());
      const double value = value_of(losses, cost);
      if (value > best - kLeastGain) return;
      best = value;
      found = threshold;
    };
    set(first, end, kAcceptNothing);
    const std::vector<std::size_t> later = answering();
    Cheapest::Losses losses = losses_at(later);
    take(losses, cost_at(later, costs_until(thresholds_, costs_)), kAcceptNothing);
    const std::vector<Movable> movable = movable_of(later, first, end);
    set(first, end, 0);  // the tier is in use from here on
    const std::vector<double> spent = costs_until(thresholds_, costs_);
    double cost = cost_at(later, spent);
    for (std::size_t i = 0; i < movable.size(); ++i) {
      const auto& [text, gate, other, confidence] = movable[i];
      cheapest_.add(losses, text, other, -1);
      cheapest_.add(losses, text, gate);
      cost += spent[tier] - spent[other / costs_.gates];
      const bool is_last = i + 1 == movable.size();
      const bool ends_tie = is_last || movable[i + 1].confidence < confidence;
      if (ends_tie && (confidence < 1 || is_last)) take(losses, cost, is_last ? 0 : confidence);
    }
    thresholds_ = before;
    if (found) set(first, end, *found);
    return found.has_value();
  }

  void set(std::size_t first, std::size_t end, float threshold) {
    std::ranges::fill(std::span(thresholds_).subspan(first, end - first), threshold);
  }

  /// `later`: the gates that answer while those of first … end - 1 accept nothing. By confidence,
  /// falling.
  [[nodiscard]] std::vector<Movable> movable_of(std::span<const std::size_t> later,
                                                std::size_t first, std::size_t end) const {
    std::vector<Movable> movable;
    for (std::size_t text = 0; text < texts_.size(); ++text) {
      for (std::size_t gate = first; gate < end && later[text] >= end; ++gate) {
        const float confidence = texts_[text].confidences[gate];
        if (!std::isnan(confidence)) movable.push_back({text, gate, later[text], confidence});
      }
    }
    std::ranges::stable_sort(movable, std::greater(), &Movable::confidence);
    return movable;
  }

  /// [texts] The gate that answers.
  [[nodiscard]] std::vector<std::size_t> answering() const {
    std::vector<std::size_t> gates;
    gates.reserve(texts_.size());
    for (const TieredText& text : texts_) gates.push_back(answering_gate(text, thresholds_));
    return gates;
  }

  [[nodiscard]] Cheapest::Losses losses_at(std::span<const std::size_t> gates) const {
    Cheapest::Losses losses = cheapest_.no_losses();
    for (std::size_t text = 0; text < gates.size(); ++text)
      cheapest_.add(losses, text, gates[text]);
    return losses;
  }

  /// Of all texts; `spent`: costs_until().
  [[nodiscard]] double cost_at(std::span<const std::size_t> gates,
                               std::span<const double> spent) const {
    double cost = 0;
    for (const std::size_t gate : gates) cost += spent[gate / costs_.gates];
    return cost;
  }

  /// As Cheapest::keep takes them.
  [[nodiscard]] std::size_t tiers_in_use() const {
    std::size_t tiers = 0;
    for (std::size_t tier = 0; tier + 1 < costs_.tiers.size(); ++tier) {
      tiers |= is_used(thresholds_, costs_, tier) ? std::size_t{1} << tier : 0;
    }
    return tiers;
  }

  /// What is made small.
  [[nodiscard]] double value_of(const Cheapest::Losses& losses, double cost) const {
    const double of_last = costs_.tiers.back() * static_cast<double>(texts_.size());
    return cost / of_last + price_ * cheapest_.risk_of(losses);
  }

  std::span<const TieredText> texts_;
  const TierCosts& costs_;
  std::vector<float> thresholds_;
  double price_ = 0;
  Cheapest cheapest_;
};

}  // namespace

Frontier frontier_by_descent(std::span<const TieredText> texts, const TierCosts& costs,
                             std::span<const Promise> promises) {
  return Descent(texts, costs, promises).run();
}

}  // namespace tango::calibrate
