// From which confidence on a tier answers.
#pragma once

#include <span>
#include <string>
#include <utility>
#include <vector>

#include "base/ordered_json.h"
#include "cascade/confidence.h"

namespace tango::cascade {

/// One number in 0 … 1 whatever the tier answers, or one for each class that it may predict: F1 and
/// Matthews correlation weigh an error in one class otherwise than an error in another.
class Threshold {
 public:
  // NOLINTNEXTLINE(google-explicit-constructor): a threshold is one number, as a rule
  Threshold(float of_all = 0) : of_all_(of_all) {}
  /// In the order of the labels; not empty.
  explicit Threshold(std::vector<float> of_each) : of_each_(std::move(of_each)) {}

  /// `label`: what the tier predicts; looked at only where each class has its own.
  [[nodiscard]] float of(int label) const {
    return of_each_.empty() ? of_all_ : of_each_[static_cast<std::size_t>(label)];
  }
  /// Whether the tier's answer is taken; else the text is deferred.
  [[nodiscard]] bool accepts(float confidence, int label) const {
    return answers(confidence, of(label));
  }

  [[nodiscard]] bool is_per_class() const { return !of_each_.empty(); }
  /// The one, or one per label.
  [[nodiscard]] std::span<const float> values() const {
    return is_per_class() ? std::span(of_each_) : std::span(&of_all_, 1);
  }
  [[nodiscard]] float lowest() const;
  [[nodiscard]] float highest() const;

  friend bool operator==(const Threshold&, const Threshold&) = default;

 private:
  float of_all_ = 0;
  std::vector<float> of_each_;
};

/// A number, or a list of one for each class.
[[nodiscard]] base::OrderedJson to_json(const Threshold& threshold);
/// As `cascade.json` has it: a number, or an object with one for each label.
[[nodiscard]] base::OrderedJson to_json(const Threshold& threshold,
                                        std::span<const std::string> labels);

}  // namespace tango::cascade
