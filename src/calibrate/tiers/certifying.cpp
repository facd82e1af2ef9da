#include "calibrate/tiers/certifying.h"

#include <numeric>

#include "calibrate/bound/binomial.h"

namespace tango::calibrate {
namespace {

std::vector<std::int64_t> each_alone(std::size_t texts) {
  std::vector<std::int64_t> groups(texts);
  std::iota(groups.begin(), groups.end(), std::int64_t{0});
  return groups;
}

}  // namespace

PairedCounts paired_counts_at(std::span<const TieredText> texts,
                              std::span<const float> thresholds) {
  PairedCounts counts{.texts = static_cast<std::int64_t>(texts.size())};
  for (const TieredText& text : texts) {
    const std::int8_t loss = text.losses[answering_gate(text, thresholds)];
    counts.last_right += text.last_right ? 1 : 0;
    counts.lost += loss > 0 ? 1 : 0;
    counts.gained += loss < 0 ? 1 : 0;
  }
  return counts;
}

CertifyingTexts::CertifyingTexts(std::span<const TieredText> texts,
                                 std::span<const std::int64_t> groups,
                                 std::span<const Promise> promises, double significance)
    : texts_(texts),
      promises_(promises),
      significance_(significance),
      groups_(groups.empty() ? each_alone(texts.size())
                             : std::vector<std::int64_t>(groups.begin(), groups.end())) {
  for (const Promise& promise : promises) {
    std::vector<std::size_t> counted;
    std::vector<std::int64_t> numbers;
    for (std::size_t text = 0; text < texts.size(); ++text) {
      if (!counts_for(texts[text], promise)) continue;
      counted.push_back(text);
      numbers.push_back(groups.empty() ? static_cast<std::int64_t>(text) : groups[text]);
    }
    counted_.push_back({std::move(counted), Groups(numbers)});
    paired_.push_back(promise.of_accuracy
                          ? std::optional<PairedTest>(std::in_place, 1 - promise.risk, significance)
                          : std::nullopt);
  }
}

bool CertifyingTexts::show(std::span<const float> thresholds) {
  for (std::size_t promise = 0; promise < promises_.size(); ++promise) {
    if (!show(promise, thresholds)) return false;
  }
  return true;
}

bool CertifyingTexts::show(std::size_t promise, std::span<const float> thresholds) {
  const Promise& own = promises_[promise];
  if (!counted_[promise].groups.are_single_texts()) {
    return groups_show(own, counted_[promise], thresholds);
  }
  if (own.of_accuracy) return paired_[promise]->shows(paired_counts_at(texts_, thresholds));
  const auto [texts, losses] = counts_at(texts_, own, thresholds);
  return binomial_cdf(losses, texts, own.risk) <= significance_;
}

bool CertifyingTexts::groups_show(const Promise& promise, const Counted& counted,
                                  std::span<const float> thresholds) const {
  const auto gain = [&](std::size_t number) {
    const TieredText& text = texts_[counted.texts[number]];
    const double allowed = promise.of_accuracy && !text.last_right ? 0 : promise.risk;
    return allowed - text.losses[answering_gate(text, thresholds)];
  };
  return counted.groups.show(gain, 1 - promise.risk, promise.risk, significance_);
}

double CertifyingTexts::risk_bound(std::span<const float> thresholds) const {
  Promise promise = promises_.front();
  const Counted& counted = counted_.front();
  if (counted.groups.are_single_texts()) {
    const auto [texts, losses] = counts_at(texts_, promise, thresholds);
    return binomial_upper_bound(losses, texts, significance_);
  }
  // Of the risks that are tried from high to low, the last that the groups show before the first
  // that they don't: a fixed sequence, which needs no correction.
  constexpr int kSteps = 1000;
  int shown = kSteps;
  while (shown > 1) {
    promise.risk = (shown - 1.0) / kSteps;
    if (!groups_show(promise, counted, thresholds)) break;
    --shown;
  }
  return static_cast<double>(shown) / kSteps;
}

}  // namespace tango::calibrate
