#include "calibrate/threshold/class_bounds.h"

#include "calibrate/bound/binomial.h"

namespace tango::calibrate {
namespace {

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
    bound.kept_at_least =
        chosen >= 1 ? 1 : 1 - binomial_upper_bound(losses, bound.texts, significance / num_classes);
  }
  return bounds;
}

}  // namespace tango::calibrate
