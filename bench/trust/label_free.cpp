#include <algorithm>
#include <cmath>

#include "calibrate/bound/binomial.h"
#include "calibrate/threshold/class_bounds.h"
#include "trust/simulations.h"

namespace tango::trust {
namespace {

std::vector<calibrate::ScoredText> sample_of(const std::vector<const PoolText*>& drawn) {
  std::vector<calibrate::ScoredText> texts;
  texts.reserve(drawn.size());
  std::int64_t number = 0;
  for (const PoolText* text : drawn) {
    texts.push_back({.confidence = text->confidence,
                     .differs = text->cheap != text->last,
                     .reference_class = text->last,
                     .group = number++});
  }
  return texts;
}

// The textbook's: the lowest confidence in the sample, from the highest down, before the first at
// which the Clopper-Pearson bound is above the target.
float textbook_threshold(std::vector<calibrate::ScoredText> texts, double target) {
  std::ranges::sort(texts, std::ranges::greater(), &calibrate::ScoredText::confidence);
  const auto count = static_cast<std::int64_t>(texts.size());
  const auto allowed = calibrate::losses_allowed(count, target, kSignificance);
  float threshold = calibrate::kAcceptNothing;
  std::int64_t losses = 0;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    losses += texts[i].differs ? 1 : 0;
    if (i + 1 < texts.size() && texts[i + 1].confidence == texts[i].confidence) continue;
    if (!allowed || losses > *allowed) break;
    threshold = texts[i].confidence;
  }
  return threshold;
}

double deferral_of(const Pool& pool, std::size_t accepted) {
  return 1 - static_cast<double>(accepted) / static_cast<double>(pool.texts.size());
}

// The most texts that can be accepted without breaking the promise, ties together.
double oracle_deferral(const Pool& pool, const std::vector<double>& risks, double target) {
  std::size_t accepted = 0;
  for (std::size_t i = 1; i < risks.size() && risks[i] <= target; ++i) {
    const bool ends_tie =
        i == pool.texts.size() || pool.texts[i].confidence < pool.texts[i - 1].confidence;
    if (ends_tie) accepted = i;
  }
  return deferral_of(pool, accepted);
}

}  // namespace

void simulate_label_free(const Pool& pool, int runs, std::uint64_t seed) {
  const std::vector<double> risks = risks_of(pool, -1);
  const std::vector<double> class_risks[] = {risks_of(pool, 0), risks_of(pool, 1)};
  for (const double keep : {0.95, 0.98, 0.99}) {
    const double target = 1 - keep;
    const double oracle = oracle_deferral(pool, risks, target);
    for (const std::size_t count : {200U, 500U, 1000U, 2000U, 5000U}) {
      Generator generator(seed + count);
      Tally everywhere;
      Tally floors;
      Tally bounds;
      for (int run = 0; run < runs; ++run) {
        const auto texts = sample_of(draw(pool, count, generator));
        const std::vector<calibrate::Promise> promises = {{.risk = target},
                                                          {.risk = target, .reference_class = 1}};
        const std::span<const calibrate::Promise> first(promises.data(), 1);
        const auto choice = calibrate::choose_threshold(texts, first, kSignificance);
        const std::size_t accepted = accepted_at(pool, choice.threshold);
        const double deferral = deferral_of(pool, accepted);
        everywhere.broken += risks[accepted] > target ? 1 : 0;
        everywhere.certified += choice.threshold < 1 ? 1 : 0;
        everywhere.near_oracle += deferral <= 2 * oracle + 0.05 ? 1 : 0;
        everywhere.deferral += deferral;
        everywhere.reference_deferral +=
            deferral_of(pool, accepted_at(pool, textbook_threshold(texts, target)));
        const auto both = calibrate::choose_threshold(texts, promises, kSignificance);
        const std::size_t fewer = accepted_at(pool, both.threshold);
        floors.broken += risks[fewer] > target || class_risks[1][fewer] > target ? 1 : 0;
        floors.certified += both.threshold < 1 ? 1 : 0;
        floors.deferral += deferral_of(pool, fewer);
        bool is_broken = false;
        const auto shown = calibrate::class_bounds(texts, first, kSignificance, 2);
        for (std::size_t label = 0; label < 2; ++label) {
          is_broken = is_broken || 1 - class_risks[label][accepted] < shown[label].kept_at_least;
        }
        bounds.broken += is_broken ? 1 : 0;
      }
      everywhere.runs = floors.runs = bounds.runs = runs;
      bounds.certified = everywhere.certified;
      print_tally(pool, "label-free", keep, count, oracle, everywhere);
      print_tally(pool, "class floor", keep, count, 0, floors);
      print_tally(pool, "class bounds", keep, count, 0, bounds);
    }
  }
}

}  // namespace tango::trust
