#include "task/number_metrics.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <numeric>
#include <string_view>
#include <vector>

namespace tango::task {
namespace {

using Numbers = std::span<const double>;

double mean_of(Numbers values) {
  return values.empty() ? 0
                        : std::accumulate(values.begin(), values.end(), 0.0) /
                              static_cast<double>(values.size());
}

double squares_around(Numbers values, double center) {
  double sum = 0;
  for (const double value : values) sum += (value - center) * (value - center);
  return sum;
}

template <typename Compare>
std::vector<std::size_t> sorted(Numbers values, Compare compare) {
  std::vector<std::size_t> order(values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, compare, [&](std::size_t i) { return values[i]; });
  return order;
}

/// From 1; equal values share the mean of theirs.
std::vector<double> ranks(Numbers values) {
  const std::vector<std::size_t> order = sorted(values, std::less{});
  std::vector<double> found(values.size());
  for (std::size_t begin = 0; begin < order.size();) {
    std::size_t end = begin;
    while (end < order.size() && values[order[end]] == values[order[begin]]) ++end;
    const double rank = static_cast<double>(begin + 1 + end) / 2;
    for (; begin < end; ++begin) found[order[begin]] = rank;
  }
  return found;
}

bool is_constant(Numbers values) {
  return std::ranges::adjacent_find(values, std::not_equal_to<>()) == values.end();
}

bool is_relevant(double truth) { return truth == 1; }

}  // namespace

std::optional<double> pearson(Numbers predicted, Numbers truths) {
  const double predicted_mean = mean_of(predicted);
  const double truth_mean = mean_of(truths);
  double products = 0;
  for (std::size_t i = 0; i < truths.size(); ++i) {
    products += (predicted[i] - predicted_mean) * (truths[i] - truth_mean);
  }
  const double scale = std::sqrt(squares_around(predicted, predicted_mean)) *
                       std::sqrt(squares_around(truths, truth_mean));
  if (scale == 0 || is_constant(predicted) || is_constant(truths)) return std::nullopt;
  return std::clamp(products / scale, -1.0, 1.0);
}

std::optional<double> spearman(Numbers predicted, Numbers truths) {
  return pearson(ranks(predicted), ranks(truths));
}

double mean_squared_error(Numbers predicted, Numbers truths) {
  double sum = 0;
  for (std::size_t i = 0; i < truths.size(); ++i) {
    sum += (predicted[i] - truths[i]) * (predicted[i] - truths[i]);
  }
  return truths.empty() ? 0 : sum / static_cast<double>(truths.size());
}

double mean_absolute_error(Numbers predicted, Numbers truths) {
  double sum = 0;
  for (std::size_t i = 0; i < truths.size(); ++i) sum += std::abs(predicted[i] - truths[i]);
  return truths.empty() ? 0 : sum / static_cast<double>(truths.size());
}

std::optional<double> r2(Numbers predicted, Numbers truths) {
  const double around_mean = squares_around(truths, mean_of(truths));
  if (around_mean == 0 || is_constant(truths)) return std::nullopt;
  return 1 -
         mean_squared_error(predicted, truths) * static_cast<double>(truths.size()) / around_mean;
}

std::optional<double> roc_auc(Numbers predicted, Numbers truths) {
  const std::vector<double> all = ranks(predicted);
  double relevant = 0, sum = 0;
  for (std::size_t i = 0; i < truths.size(); ++i) {
    if (!is_relevant(truths[i])) continue;
    ++relevant;
    sum += all[i];
  }
  const double others = static_cast<double>(truths.size()) - relevant;
  if (relevant == 0 || others == 0) return std::nullopt;
  return (sum - relevant * (relevant + 1) / 2) / (relevant * others);
}

std::optional<double> average_precision(Numbers predicted, Numbers truths) {
  const std::vector<std::size_t> order = sorted(predicted, std::greater{});
  double relevant = 0, sum = 0;
  for (std::size_t begin = 0; begin < order.size();) {
    const double before = relevant;
    const double threshold = predicted[order[begin]];
    for (; begin < order.size() && predicted[order[begin]] == threshold; ++begin) {
      relevant += is_relevant(truths[order[begin]]) ? 1 : 0;
    }
    sum += (relevant - before) * relevant / static_cast<double>(begin);
  }
  if (relevant == 0) return std::nullopt;
  return sum / relevant;
}

ReciprocalRank reciprocal_rank(Numbers predicted, Numbers truths,
                               std::span<const std::string> queries, std::size_t most) {
  std::map<std::string_view, double> best;  // of each query's relevant texts
  for (std::size_t i = 0; i < truths.size(); ++i) {
    if (!is_relevant(truths[i])) continue;
    const auto [place, is_new] = best.try_emplace(queries[i], predicted[i]);
    if (!is_new) place->second = std::max(place->second, predicted[i]);
  }
  std::map<std::string_view, std::size_t> before;
  for (std::size_t i = 0; i < truths.size(); ++i) {
    const auto place = best.find(queries[i]);
    if (place == best.end() || is_relevant(truths[i])) continue;
    if (predicted[i] >= place->second) ++before[queries[i]];
  }
  double sum = 0;
  for (const auto& [query, _] : best) {
    const std::size_t rank = before[query] + 1;
    if (rank <= most) sum += 1 / static_cast<double>(rank);
  }
  if (best.empty()) return {};
  return {sum / static_cast<double>(best.size()), best.size()};
}

}  // namespace tango::task
