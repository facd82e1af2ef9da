#include "calibrate/threshold/class_bounds.h"

#include <algorithm>

#include "calibrate/bound/binomial.h"
#include "calibrate/threshold/groups.h"

namespace tango::calibrate {
namespace {

// Of the shares that are tried from lax to strict, the last that the groups show before the first
// that they don't: a fixed sequence, which needs no correction. 0 where they show none.
double kept_of_groups(const CountedTexts& counted, float threshold, double significance) {
  constexpr int kSteps = 200;
  int shown = 0;
  while (shown + 1 < kSteps && counted.show(1 - (shown + 1.0) / kSteps, threshold, significance)) {
    ++shown;
  }
  return static_cast<double>(shown) / kSteps;
}

std::int64_t losses_of_class(std::span<const ScoredText> texts, int reference_class,
                             float threshold) {
  std::int64_t losses = 0;
  for (const ScoredText& text : texts) {
    const bool is_loss = text.reference_class == reference_class && text.differs &&
                         accepts(threshold, text.confidence);
    losses += is_loss ? 1 : 0;
  }
  return losses;
}

float threshold_without_losses_of(int reference_class, std::span<const ScoredText> texts,
                                  std::span<const Promise> promises, double significance) {
  std::vector<ScoredText> changed(texts.begin(), texts.end());
  for (ScoredText& text : changed) {
    text.differs = text.differs && text.reference_class != reference_class;
  }
  std::vector<Promise> others;
  for (const Promise& promise : promises) {
    if (promise.reference_class != reference_class) others.push_back(promise);
  }
  if (others.empty()) return 0;
  return choose_threshold(changed, others, significance).threshold;
}

// Of a class's level, what the bound at every threshold gets: the other is better where the class
// has little to do with the threshold, as a rule.
constexpr double kShareOfEveryThreshold = 0.1;

double kept_of_independent(const ClassBound& bound, std::int64_t losses_at_laxer,
                           double significance) {
  const double at_laxer = (1 - kShareOfEveryThreshold) * significance;
  const double at_any = kShareOfEveryThreshold * significance /
                        static_cast<double>(std::max<std::int64_t>(1, bound.texts));
  return 1 - std::min(binomial_upper_bound(losses_at_laxer, bound.texts, at_laxer),
                      binomial_upper_bound(bound.losses, bound.texts, at_any));
}

}  // namespace

std::vector<ClassBound> class_bounds(std::span<const ScoredText> texts,
                                     std::span<const Promise> promises, double significance,
                                     int num_classes) {
  const float chosen = choose_threshold(texts, promises, significance).threshold;
  std::vector<ClassBound> bounds(static_cast<std::size_t>(num_classes));
  for (const ScoredText& text : texts) {
    ++bounds[static_cast<std::size_t>(text.reference_class)].texts;
  }
  for (int label = 0; label < num_classes; ++label) {
    ClassBound& bound = bounds[static_cast<std::size_t>(label)];
    bound.losses = losses_of_class(texts, label, chosen);
    const float laxer = threshold_without_losses_of(label, texts, promises, significance);
    // Bets on groups may win less where losses are fewer.
    const bool is_laxer = laxer <= chosen;
    const double share = significance / num_classes;
    const CountedTexts counted(texts, {.reference_class = label});
    if (chosen >= 1) {
      bound.kept_at_least = 1;
    } else if (counted.groups().are_single_texts()) {
      const std::int64_t losses = is_laxer ? losses_of_class(texts, label, laxer) : bound.texts;
      bound.kept_at_least = kept_of_independent(bound, losses, share);
    } else if (is_laxer) {
      bound.kept_at_least = kept_of_groups(counted, laxer, share);
    }
  }
  return bounds;
}

}  // namespace tango::calibrate
