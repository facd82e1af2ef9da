#include <cmath>

#include "calibrate/threshold/fixed_sequence.h"
#include "calibrate/threshold/sample.h"
#include "trust/simulations.h"

namespace tango::trust {
namespace {

constexpr double kNormalQuantile = 1.6448536269514722;

std::vector<calibrate::LabelledText> labelled_of(const std::vector<const PoolText*>& drawn,
                                                 std::size_t from, std::size_t to) {
  std::vector<calibrate::LabelledText> texts;
  texts.reserve(to - from);
  for (std::size_t i = from; i < to; ++i) {
    const PoolText& text = *drawn[i];
    texts.push_back({text.confidence, text.cheap == text.truth, text.last == text.truth});
  }
  return texts;
}

// The same sequence with mean - 1.645 · deviation / sqrt(n) >= 0 as its test: no bound.
float normal_threshold(const std::vector<calibrate::LabelledText>& choosing,
                       const std::vector<calibrate::LabelledText>& certifying, double keep) {
  std::vector<float> confidences;
  confidences.reserve(choosing.size());
  for (const auto& text : choosing) confidences.push_back(text.confidence);
  const std::vector<float> thresholds = calibrate::falling_thresholds(confidences, 100);
  const std::size_t passed = calibrate::fixed_sequence(thresholds.size(), [&](std::size_t i) {
    double sum = 0;
    double squares = 0;
    for (const auto& text : certifying) {
      const bool right =
          calibrate::accepts(thresholds[i], text.confidence) ? text.cheap_right : text.last_right;
      const double gain = (right ? 1 : 0) - keep * (text.last_right ? 1 : 0);
      sum += gain;
      squares += gain * gain;
    }
    const auto count = static_cast<double>(certifying.size());
    const double variance = (squares - sum * sum / count) / (count - 1);
    return sum / count >= kNormalQuantile * std::sqrt(variance / count);
  });
  return passed == 0 ? calibrate::kAcceptNothing : thresholds[passed - 1];
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
        const auto choosing = labelled_of(drawn, 0, count / 5);
        const auto certifying = labelled_of(drawn, count / 5, count);
        const float threshold =
            calibrate::choose_labelled_threshold(choosing, certifying, test).threshold;
        const std::size_t accepted = accepted_at(pool, threshold);
        tally.broken += gains[accepted] < 0 ? 1 : 0;
        tally.certified += threshold < 1 ? 1 : 0;
        tally.deferral += 1 - static_cast<double>(accepted) / size;
        const float normal = normal_threshold(choosing, certifying, keep);
        tally.near_oracle += gains[accepted_at(pool, normal)] < 0 ? 1 : 0;
        tally.reference_deferral += 1 - static_cast<double>(accepted_at(pool, normal)) / size;
      }
      print_tally(pool, "labelled", keep, count, oracle, tally);
    }
  }
}

}  // namespace tango::trust
