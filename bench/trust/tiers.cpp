#include "calibrate/bound/binomial.h"
#include "calibrate/tiers/pareto.h"
#include "trust/simulations.h"

namespace tango::trust {
namespace {

constexpr int kKinds = 5;
constexpr const char* kNames[kKinds] = {"three tiers", "reference", "budget", "classes",
                                        "eight classes"};
constexpr std::size_t kClasses = 8;

/// Three tiers: the pool's two, and one between them that is wrong where a coin of the text's
/// number says so, more often where it is unsure. For "reference" two tiers, of which the last
/// differs from the reference on 0.7 % of the texts. For "classes" the pool's two, with a threshold
/// for the answer 0 and one for all others; for "eight classes" with eight that a coin gives, of
/// which the first has half of the losses besides its share of them.
struct Population {
  std::vector<calibrate::TieredText> texts;
  calibrate::TierCosts costs{{}};
};

Population population_of(const Pool& pool, int kind, std::uint64_t seed) {
  Generator generator(seed);
  std::uniform_real_distribution<double> uniform;
  Population population;
  if (kind == 0) population.costs = {{0.02, 0.2, 1}};
  if (kind == 1) population.costs = {{0.02, 1}};
  if (kind == 2) population.costs = {{0, 1}};
  if (kind == 3) population.costs = {{0.02, 1}, 2};
  if (kind == 4) population.costs = {{0.02, 1}, kClasses};
  for (const PoolText& text : pool.texts) {
    calibrate::TieredText& one = population.texts.emplace_back();
    const bool differs = text.cheap != text.last;
    one.confidences.push_back(text.confidence);
    if (kind == 0) {
      const double doubt = uniform(generator) * uniform(generator);
      one.confidences.push_back(static_cast<float>(1 - doubt / 2));
      one.losses = {differs, uniform(generator) < 0.3 * doubt, 0};
    } else if (kind == 1) {
      const bool last_differs = uniform(generator) < 0.007;
      one.losses = {differs != last_differs, last_differs};
    } else if (kind == 2) {
      one.losses = {differs, 0};
    } else if (kind == 4) {
      const auto drawn = static_cast<std::size_t>(uniform(generator) * kClasses);
      const std::size_t own = differs && uniform(generator) < 0.5 ? 0 : drawn;
      one.confidences.assign(kClasses, calibrate::kNoConfidence);
      one.confidences[own] = text.confidence;
      one.losses.assign(kClasses, differs);
      one.losses.push_back(0);
    } else {
      const bool is_first = text.cheap == 0;
      one.confidences = {is_first ? text.confidence : calibrate::kNoConfidence,
                         is_first ? calibrate::kNoConfidence : text.confidence};
      one.losses = {differs, differs, 0};
    }
  }
  return population;
}

}  // namespace

void simulate_tiers(const Pool& pool, int runs, std::uint64_t seed) {
  for (int kind = 0; kind < kKinds; ++kind) {
    const Population population = population_of(pool, kind, seed);
    const auto draw_texts = [&](std::size_t count, Generator& generator) {
      std::uniform_int_distribution<std::size_t> index(0, population.texts.size() - 1);
      std::vector<calibrate::TieredText> texts(count);
      for (calibrate::TieredText& text : texts) text = population.texts[index(generator)];
      return texts;
    };
    for (const double keep : {0.95, 0.98, 0.99}) {
      const calibrate::Promise promise{.risk = 1 - keep};
      for (const std::size_t count : {200U, 500U, 1000U, 2000U, 5000U}) {
        Generator generator(seed + count);
        Tally tally{.runs = runs};
        for (int run = 0; run < runs; ++run) {
          const auto choosing = draw_texts(count / 5, generator);
          const auto certifying = draw_texts(count - count / 5, generator);
          calibrate::TierChoice choice;
          double promised = promise.risk;
          if (kind == 2) {  // keep names a budget here: 5, 2 and 1 % of the texts, times four
            choice = *calibrate::choose_at_cost(choosing, certifying, population.costs,
                                                4 * promise.risk);
            const auto& [texts, losses] = choice.promises.front();
            promised = calibrate::binomial_upper_bound(losses, texts, kSignificance);
          } else {
            choice = calibrate::choose_tiers(choosing, certifying, population.costs, {&promise, 1},
                                             kSignificance);
          }
          tally.certified += choice.passed > 0 ? 1 : 0;
          const auto everywhere = calibrate::counts_at(population.texts, {}, choice.thresholds);
          const double risk =
              static_cast<double>(everywhere.losses) / static_cast<double>(everywhere.texts);
          tally.broken += choice.passed > 0 && risk > promised ? 1 : 0;
          double last = 0;
          for (const calibrate::TieredText& text : population.texts) {
            last += calibrate::answering_gate(text, choice.thresholds) == choice.thresholds.size()
                        ? 1
                        : 0;
          }
          tally.deferral += last / static_cast<double>(population.texts.size());
        }
        print_tally(pool, kNames[kind], keep, count, 0, tally);
      }
    }
  }
}

}  // namespace tango::trust
