#include "calibrate/corpus/corpus.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string_view>

#include "base/random.h"
#include "calibrate/corpus/allocation.h"
#include "calibrate/corpus/disagreement.h"
#include "calibrate/corpus/limits.h"

namespace tango::calibrate {
namespace {

double unit_of(const base::RandomStream& random, std::uint64_t index) {
  return (static_cast<double>(random.bits(index) >> 11U) + 0.5) * 0x1p-53;
}

constexpr double kPilot = 25;

// Losses that may stay unread.
std::int64_t promised_losses(std::size_t texts, double risk) {
  return static_cast<std::int64_t>(std::floor(risk * static_cast<double>(texts) + 1e-9));
}

struct Draws {
  std::uint64_t seed;
  const std::vector<double>& probabilities;  // of a loss
  std::vector<std::size_t>& places;          // gets those that are drawn

  /// At a rate, from the places of a stratum, of which those before `accepted` are hoped for.
  [[nodiscard]] Stratum from(std::string_view stream, std::size_t first, std::size_t last,
                             double rate, std::size_t accepted) const {
    std::vector<std::size_t> all(last - first);
    std::iota(all.begin(), all.end(), first);
    const auto count = static_cast<std::size_t>(std::ceil(rate * static_cast<double>(all.size())));
    const base::RandomStream random(seed, stream);
    for (std::size_t i = 0; i < count; ++i) {
      std::swap(all[i], all[i + random.below(i, all.size() - i)]);
      places.push_back(all[i]);
    }
    const auto probability = probabilities.begin();
    return {.texts = static_cast<std::int64_t>(all.size()),
            .draws = static_cast<std::int64_t>(count),
            .losses = std::accumulate(probability + static_cast<std::ptrdiff_t>(first),
                                      probability + static_cast<std::ptrdiff_t>(accepted), 0.0)};
  }
};

}  // namespace

std::vector<std::size_t> corpus_pilot(std::span<const float> confidences,
                                      const CorpusOptions& options) {
  const base::RandomStream random(options.seed, "calibrate/pilot");
  const auto count = static_cast<double>(confidences.size());
  // A laxer promise reads fewer texts in all, so that a large pilot pays less.
  const double most = kPilot / std::sqrt(options.risk);
  const auto wanted = static_cast<std::size_t>(std::ceil(std::min(most, 0.01 * count)));
  // Efraimidis and Spirakis 2006: the smallest -ln(u) / weight are a weighted sample.
  const DisagreementModel guess;
  std::vector<std::pair<double, std::size_t>> keys;
  for (std::size_t i = 0; i < confidences.size(); ++i) {
    const double weight = std::max(1e-3, guess.probability(confidences[i]));
    keys.emplace_back(-std::log(unit_of(random, i)) / weight, i);
  }
  std::ranges::sort(keys);
  std::vector<std::size_t> pilot;
  for (std::size_t i = 0; i < std::min(wanted, keys.size()); ++i) pilot.push_back(keys[i].second);
  return pilot;
}

CorpusPlan plan_corpus(std::span<const float> confidences, std::span<const std::size_t> pilot,
                       std::span<const bool> differs, const CorpusOptions& options) {
  std::vector<float> known;
  std::vector<bool> is_read(confidences.size());
  for (const std::size_t text : pilot) {
    known.push_back(confidences[text]);
    is_read[text] = true;
  }
  const DisagreementModel model = fit_disagreement(known, differs);
  CorpusPlan plan;
  for (std::size_t i = 0; i < confidences.size(); ++i) {
    if (!is_read[i]) plan.order.push_back(i);
  }
  const auto confidence_of = [&](std::size_t text) {
    return std::isnan(confidences[text]) ? 0.0F : confidences[text];
  };
  std::ranges::stable_sort(plan.order, std::ranges::greater(), confidence_of);
  std::vector<double> probabilities;
  for (const std::size_t text : plan.order) {
    probabilities.push_back(model.probability(confidence_of(text)));
  }
  const std::int64_t promised = promised_losses(confidences.size(), options.risk);
  const Allocation allocation =
      cheapest_allocation(probabilities, static_cast<double>(promised), options.significance);
  if (allocation.accepted == 0) return plan;
  plan.sure = allocation.sure;
  const Draws draw{options.seed, probabilities, plan.draws};
  const Stratum sure =
      draw.from("calibrate/corpus/sure", 0, plan.sure, allocation.sure_rate, plan.sure);
  const Stratum others = draw.from("calibrate/corpus", plan.sure, plan.order.size(),
                                   allocation.rate, allocation.accepted);
  plan.limits = loss_limits(sure, others, promised, options.significance);
  return plan;
}

std::vector<std::size_t> finish_corpus(const CorpusPlan& plan, std::span<const bool> differs) {
  enum : char { kUnread, kAgrees, kDiffers };
  std::vector<char> found(plan.order.size(), kUnread);
  for (std::size_t i = 0; i < plan.draws.size(); ++i) {
    found[plan.draws[i]] = differs[i] ? kDiffers : kAgrees;
  }
  std::size_t sure_losses = 0;
  std::int64_t losses = 0;  // of the others
  std::size_t accepted = 0;
  for (; accepted < plan.order.size(); ++accepted) {
    const bool differs_here = found[accepted] == kDiffers;
    const bool is_sure = accepted < plan.sure;
    sure_losses += differs_here && is_sure ? 1 : 0;
    losses += differs_here && !is_sure ? 1 : 0;
    if (sure_losses >= plan.limits.size() || losses > plan.limits[sure_losses]) break;
  }
  std::vector<std::size_t> rest;
  for (std::size_t place = accepted; place < plan.order.size(); ++place) {
    if (found[place] == kUnread) rest.push_back(plan.order[place]);
  }
  return rest;
}

}  // namespace tango::calibrate
