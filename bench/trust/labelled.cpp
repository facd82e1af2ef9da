#include "calibrate/threshold/labelled.h"

#include <cmath>

#include "trust/simulations.h"

namespace tango::trust {
namespace {

constexpr double kNormalQuantile = 1.6448536269514722;

std::vector<calibrate::LabelledText> labelled_of(const std::vector<const PoolText*>& drawn) {
  std::vector<calibrate::LabelledText> texts;
  texts.reserve(drawn.size());
  for (const PoolText* text : drawn) {
    texts.push_back({text->confidence, text->cheap == text->truth, text->last == text->truth});
  }
  return texts;
}

// mean - 1.645 · deviation / sqrt(n) >= 0: no bound.
bool normal_shows(const calibrate::PairedCounts& counts, double keep) {
  const auto texts = static_cast<double>(counts.texts);
  const auto lost = static_cast<double>(counts.lost);
  const auto gained = static_cast<double>(counts.gained);
  const double both_right = static_cast<double>(counts.last_right) - lost;
  const double sum = both_right * (1 - keep) + gained - lost * keep;
  const double squares = both_right * (1 - keep) * (1 - keep) + gained + lost * keep * keep;
  const double variance = (squares - sum * sum / texts) / (texts - 1);
  return sum / texts >= kNormalQuantile * std::sqrt(variance / texts);
}

}  // namespace

void simulate_labelled(const Pool& pool, int runs, std::uint64_t seed) {
  for (const double keep : {0.95, 0.98, 0.99}) {
    const std::vector<double> gains = gains_of(pool, keep);
    std::size_t most = gains.size() - 1;
    while (most > 0 && gains[most] < 0) --most;
    const auto size = static_cast<double>(pool.texts.size());
    const double oracle = 1 - static_cast<double>(most) / size;
    for (const std::size_t count : {200U, 500U, 1000U, 2000U, 5000U}) {
      Generator generator(seed + count);
      calibrate::PairedTest test(keep, kSignificance);
      Tally tally{.runs = runs};
      for (int run = 0; run < runs; ++run) {
        const auto drawn = draw(pool, count, generator);
        const auto scan = calibrate::scan_of(labelled_of(drawn));
        const float threshold = lowest_threshold(scan, [&](const auto& one) {
                                  return test.shows(one.counts);
                                }).threshold;
        const std::size_t accepted = accepted_at(pool, threshold);
        tally.broken += gains[accepted] < 0 ? 1 : 0;
        tally.certified += threshold < 1 ? 1 : 0;
        tally.deferral += 1 - static_cast<double>(accepted) / size;
        const float normal = lowest_threshold(scan, [&](const auto& one) {
                               return normal_shows(one.counts, keep);
                             }).threshold;
        tally.near_oracle += gains[accepted_at(pool, normal)] < 0 ? 1 : 0;
        tally.reference_deferral += 1 - static_cast<double>(accepted_at(pool, normal)) / size;
      }
      print_tally(pool, "labelled", keep, count, oracle, tally);
    }
  }
}

}  // namespace tango::trust
