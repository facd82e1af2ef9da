#include "calibrate/threshold/class_bounds.h"

#include "calibrate/bound/binomial.h"
#include "calibrate/threshold/groups.h"

namespace tango::calibrate {
namespace {

// Of the shares that are tried from lax to strict, the last that the groups show before the first
// that they don't: a fixed sequence, which needs no correction. 0 where they show none.
double kept_of_groups(std::span<const GroupTexts> groups, float threshold, double significance) {
  constexpr int kSteps = 200;
  int shown = 0;
  while (shown + 1 < kSteps &&
         groups_show(groups, 1 - (shown + 1.0) / kSteps, threshold, significance)) {
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
    const std::int64_t losses = losses_of_class(texts, label, laxer);
    const double share = significance / num_classes;
    const std::vector<GroupTexts> groups = groups_of(texts, {.reference_class = label});
    if (chosen >= 1) {
      bound.kept_at_least = 1;
    } else if (laxer > chosen) {  // bets on groups may win less where losses are fewer
      bound.kept_at_least = 0;
    } else if (bound.texts == static_cast<std::int64_t>(groups.size())) {
      bound.kept_at_least = 1 - binomial_upper_bound(losses, bound.texts, share);
    } else {
      bound.kept_at_least = kept_of_groups(groups, laxer, share);
    }
  }
  return bounds;
}

}  // namespace tango::calibrate
