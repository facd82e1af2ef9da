#include "calibrate/score/score_choice.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <functional>
#include <numeric>

namespace tango::calibrate {
namespace {

constexpr std::size_t kFolds = 5;

double mean_deferral(std::span<const double> sureness, std::span<const std::uint8_t> holds,
                     double risk) {
  const double expected = risk * static_cast<double>(holds.size());
  const auto fewest = static_cast<std::int64_t>(std::floor(expected / 2));
  const auto most = static_cast<std::int64_t>(std::ceil(2 * expected));
  double sum = 0;
  for (std::int64_t losses = fewest; losses <= most; ++losses) {
    sum += deferral_at(sureness, holds, losses);
  }
  return sum / static_cast<double>(most - fewest + 1);
}

}  // namespace

double deferral_at(std::span<const double> sureness, std::span<const std::uint8_t> holds,
                   std::int64_t losses) {
  std::vector<std::size_t> order(sureness.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::sort(order, std::ranges::greater(), [&](std::size_t i) { return sureness[i]; });
  std::size_t accepted = 0;
  std::int64_t lost = 0;
  for (std::size_t i = 0; i < order.size(); ++i) {
    lost += holds[order[i]] != 0 ? 0 : 1;
    if (lost > losses) break;
    const bool is_last_of_equals =
        i + 1 == order.size() || sureness[order[i + 1]] < sureness[order[i]];
    if (is_last_of_equals) accepted = i + 1;
  }
  return 1 - static_cast<double>(accepted) / static_cast<double>(order.size());
}

ScoreChoice choose_score(const FeatureTable& table, std::span<const std::uint8_t> holds,
                         std::span<const float> confidences, double risk) {
  ScoreChoice choice;
  std::vector<std::size_t> all(table.texts());
  std::iota(all.begin(), all.end(), std::size_t{0});
  choice.model = fit_logistic(table, holds, all);
  choice.held_out.resize(all.size());
  for (std::size_t fold = 0; fold < kFolds; ++fold) {
    std::vector<std::size_t> others;
    for (const std::size_t text : all) {
      if (text % kFolds != fold) others.push_back(text);
    }
    const LogisticModel model = fit_logistic(table, holds, others);
    for (std::size_t text = fold; text < all.size(); text += kFolds) {
      choice.held_out[text] = model.log_odds(table.of(text));
    }
  }
  const std::vector<double> plain(confidences.begin(), confidences.end());
  choice.learned_deferral = mean_deferral(choice.held_out, holds, risk);
  choice.plain_deferral = mean_deferral(plain, holds, risk);
  return choice;
}

}  // namespace tango::calibrate
