// Risks of dependent texts: whole groups are the units.
//
// A text's gain is what a promise allows it to lose less what it loses, so that the promise is
// broken where a group's gains have a mean below 0. Groups are bet on in an order that a seed
// draws: their order in a file may depend on what is said of them, such as in a file that is sorted
// by labels, and bets would win by knowing that the lost ones come last.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "calibrate/threshold/sample.h"

namespace tango::calibrate {

/// The texts of several groups.
class Groups {
 public:
  /// [texts] The group of each.
  explicit Groups(std::span<const std::int64_t> group_of_text);

  [[nodiscard]] std::size_t count() const { return count_; }
  [[nodiscard]] std::size_t texts() const { return places_.size(); }
  [[nodiscard]] std::int64_t largest() const { return largest_; }  ///< Texts of one group.
  /// Every text is independent of the others.
  [[nodiscard]] bool are_single_texts() const { return count() == texts(); }

  /// Whether the groups show that E[gains of a group's texts] >= 0, at this significance. `gain`:
  /// of a text by its number, at least -worst. `variance`: a guess of a text's, for power alone.
  template <typename Gain>
  [[nodiscard]] bool show(Gain gain, double worst, double variance, double significance) const {
    std::vector<double> gains(count());
    for (std::size_t text = 0; text < texts(); ++text) gains[places_[text]] += gain(text);
    return show_of_groups(gains, worst, variance, significance);
  }

 private:
  [[nodiscard]] bool show_of_groups(std::span<const double> gains, double worst, double variance,
                                    double significance) const;

  std::vector<std::size_t> places_;  // [texts] of each text's group in the order of the bets
  std::size_t count_ = 0;
  std::int64_t largest_ = 0;
};

/// The texts that count for a promise that losses are few.
class CountedTexts {
 public:
  CountedTexts(std::span<const ScoredText> texts, const Promise& promise);

  [[nodiscard]] const Groups& groups() const { return groups_; }

  /// Whether the groups show that E[losses of a group] <= risk · E[texts of a group] at the
  /// threshold (not above it, at this significance).
  [[nodiscard]] bool show(double risk, float threshold, double significance) const;

 private:
  std::vector<ScoredText> texts_;
  Groups groups_;
};

}  // namespace tango::calibrate
