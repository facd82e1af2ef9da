#include "calibrate/threshold/groups.h"

#include <algorithm>
#include <numeric>
#include <unordered_map>

#include "base/random.h"
#include "calibrate/bound/betting.h"

namespace tango::calibrate {
namespace {

constexpr std::uint64_t kOrderSeed = 0;

std::vector<ScoredText> counted_texts(std::span<const ScoredText> texts, const Promise& promise) {
  std::vector<ScoredText> counted;
  for (const ScoredText& text : texts) {
    if (counts_for(text, promise)) counted.push_back(text);
  }
  return counted;
}

std::vector<std::int64_t> group_numbers(std::span<const ScoredText> texts) {
  std::vector<std::int64_t> numbers;
  numbers.reserve(texts.size());
  for (const ScoredText& text : texts) numbers.push_back(text.group);
  return numbers;
}

/// [count] The place of each in an order that a seed draws.
std::vector<std::size_t> drawn_places(std::size_t count) {
  const base::RandomStream random(kOrderSeed, "calibrate/groups");
  std::vector<std::size_t> order(count);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::sort(order, {}, [&](std::size_t group) { return random.bits(group); });
  std::vector<std::size_t> places(count);
  for (std::size_t place = 0; place < count; ++place) places[order[place]] = place;
  return places;
}

}  // namespace

Groups::Groups(std::span<const std::int64_t> group_of_text) {
  std::unordered_map<std::int64_t, std::size_t> numbers;
  for (const std::int64_t group : group_of_text) {
    places_.push_back(numbers.try_emplace(group, numbers.size()).first->second);
  }
  const std::vector<std::size_t> places = drawn_places(numbers.size());
  count_ = places.size();
  std::vector<std::int64_t> sizes(count_);
  for (std::size_t& place : places_) {
    place = places[place];
    largest_ = std::max(largest_, ++sizes[place]);
  }
}

bool Groups::show_of_groups(std::span<const double> gains, double worst, double variance,
                            double significance) const {
  const double scale = 1 / static_cast<double>(std::max<std::int64_t>(1, largest_));
  DeadlineBet bet(static_cast<std::int64_t>(count()), worst, variance * scale, significance);
  for (const double gain : gains) bet.add(gain * scale);
  return bet.rejected();
}

CountedTexts::CountedTexts(std::span<const ScoredText> texts, const Promise& promise)
    : texts_(counted_texts(texts, promise)), groups_(group_numbers(texts_)) {}

bool CountedTexts::show(double risk, float threshold, double significance) const {
  const auto gain = [&](std::size_t text) {
    const bool is_lost = texts_[text].differs && accepts(threshold, texts_[text].confidence);
    return risk - (is_lost ? 1 : 0);
  };
  // A guess of the variance: each loss by itself, at the risk that is promised.
  return groups_.show(gain, 1 - risk, risk, significance);
}

}  // namespace tango::calibrate
