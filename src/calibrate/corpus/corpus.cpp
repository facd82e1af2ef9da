#include "calibrate/corpus/corpus.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/random.h"
#include "calibrate/bound/hypergeometric.h"
#include "calibrate/corpus/allocation.h"
#include "calibrate/corpus/disagreement.h"

namespace tango::calibrate {
namespace {

double unit_of(const base::RandomStream& random, std::uint64_t index) {
  return (static_cast<double>(random.bits(index) >> 11U) + 0.5) * 0x1p-53;
}

// Luck may show a laxer threshold than planned, or need a stricter one.
constexpr double kLaxer = 1.3;
constexpr double kStrictest = 0.5;
constexpr std::size_t kTests = 1000;
constexpr double kPilot = 35;

// Whether `losses` found in `drawn` of `texts` show that no more than `promised` stay unread.
bool passes(std::int64_t losses, std::int64_t drawn, std::int64_t texts, std::int64_t promised,
            double significance) {
  const std::int64_t broken = promised + losses + 1;
  return broken > texts - (drawn - losses) ||
         hypergeometric_cdf(losses, drawn, broken, texts) <= significance;
}

std::size_t share_of(double share, std::size_t texts, std::size_t most) {
  return std::min(most, static_cast<std::size_t>(share * static_cast<double>(texts)));
}

// Losses that may stay unread.
std::int64_t promised_losses(std::size_t texts, double risk) {
  return static_cast<std::int64_t>(std::floor(risk * static_cast<double>(texts) + 1e-9));
}

}  // namespace

std::vector<std::size_t> corpus_pilot(std::span<const float> confidences,
                                      const CorpusOptions& options) {
  const base::RandomStream random(options.seed, "calibrate/pilot");
  const auto count = static_cast<double>(confidences.size());
  // A laxer promise reads fewer texts in all, so that a large pilot pays less.
  const double most = kPilot / std::sqrt(options.risk);
  const auto wanted = static_cast<std::size_t>(std::ceil(std::min(most, 0.015 * count)));
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
  const Allocation allocation = cheapest_allocation(
      probabilities, static_cast<double>(promised_losses(confidences.size(), options.risk)),
      options.significance);
  if (allocation.accepted == 0) return plan;
  plan.zone = share_of(kLaxer, allocation.accepted, plan.order.size());
  plan.strictest = share_of(kStrictest, allocation.accepted, plan.zone);
  const std::size_t draws =
      allocation.draws * plan.zone / allocation.accepted;  // as many above the planned threshold
  std::vector<std::size_t> places(plan.zone);
  std::iota(places.begin(), places.end(), std::size_t{0});
  const base::RandomStream random(options.seed, "calibrate/corpus");
  for (std::size_t i = 0; i < std::min(draws, plan.zone); ++i) {
    std::swap(places[i], places[i + random.below(i, plan.zone - i)]);
    plan.draws.push_back(places[i]);
  }
  return plan;
}

std::vector<std::size_t> finish_corpus(const CorpusPlan& plan, std::span<const bool> differs,
                                       std::size_t texts, const CorpusOptions& options) {
  enum : char { kUnread, kAgrees, kDiffers };
  std::vector<char> found(plan.order.size(), kUnread);
  for (std::size_t i = 0; i < plan.draws.size(); ++i) {
    found[plan.draws[i]] = differs[i] ? kDiffers : kAgrees;
  }
  const std::int64_t promised = promised_losses(texts, options.risk);
  std::size_t accepted = 0;
  std::int64_t drawn = 0;
  std::int64_t losses = 0;
  for (std::size_t place = 0; place < plan.zone; ++place) {
    drawn += found[place] == kUnread ? 0 : 1;
    losses += found[place] == kDiffers ? 1 : 0;
    // The same places whatever was found.
    const std::size_t step = std::max<std::size_t>(1, plan.zone / kTests);
    const bool is_tested = place + 1 >= plan.strictest && (plan.zone - place - 1) % step == 0;
    if (!is_tested) continue;
    if (!passes(losses, drawn, static_cast<std::int64_t>(place) + 1, promised,
                options.significance)) {
      break;
    }
    accepted = place + 1;
  }
  std::vector<std::size_t> rest;
  for (std::size_t place = accepted; place < plan.order.size(); ++place) {
    if (found[place] == kUnread) rest.push_back(plan.order[place]);
  }
  return rest;
}

}  // namespace tango::calibrate
