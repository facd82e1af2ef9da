#include "calibrate/score/score_choice.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <functional>
#include <numeric>

namespace tango::calibrate {
namespace {

constexpr std::size_t kFolds = 5;

/// The share to defer, by how many of those that do not hold may be accepted: 0 … `most`.
std::vector<double> deferrals(std::span<const double> sureness, std::span<const std::uint8_t> holds,
                              std::size_t most) {
  std::vector<std::size_t> order(sureness.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::sort(order, std::ranges::greater(), [&](std::size_t i) { return sureness[i]; });
  std::vector<std::size_t> accepted(most + 1);
  std::size_t lost = 0;
  for (std::size_t i = 0; i < order.size(); ++i) {
    lost += holds[order[i]] != 0 ? 0 : 1;
    if (lost > most) break;
    const bool is_last_of_equals =
        i + 1 == order.size() || sureness[order[i + 1]] < sureness[order[i]];
    if (is_last_of_equals) accepted[lost] = i + 1;
  }
  std::vector<double> shares;
  std::size_t so_far = 0;
  for (const std::size_t one : accepted) {
    so_far = std::max(so_far, one);
    shares.push_back(1 - static_cast<double>(so_far) / static_cast<double>(order.size()));
  }
  return shares;
}

double mean_deferral(std::span<const double> sureness, std::span<const std::uint8_t> holds,
                     double risk) {
  const double expected = risk * static_cast<double>(holds.size());
  const auto fewest = static_cast<std::size_t>(std::floor(expected / 2));
  const auto most = static_cast<std::size_t>(std::ceil(2 * expected));
  const std::vector<double> shares = deferrals(sureness, holds, most);
  const double sum =
      std::accumulate(shares.begin() + static_cast<std::ptrdiff_t>(fewest), shares.end(), 0.0);
  return sum / static_cast<double>(most - fewest + 1);
}

}  // namespace

double deferral_at(std::span<const double> sureness, std::span<const std::uint8_t> holds,
                   std::int64_t losses) {
  return deferrals(sureness, holds, static_cast<std::size_t>(losses)).back();
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
