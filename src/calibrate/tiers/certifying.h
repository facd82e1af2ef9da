// The texts that test candidates: what they show of thresholds that they did not choose.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "calibrate/bound/paired.h"
#include "calibrate/threshold/groups.h"
#include "calibrate/tiers/frontier.h"

namespace tango::calibrate {

/// Of labelled texts, at the thresholds.
[[nodiscard]] PairedCounts paired_counts_at(std::span<const TieredText> texts,
                                            std::span<const float> thresholds);

/// Independent texts are bounded by Clopper and Pearson, and their accuracy by the exact paired
/// test; where groups hold several, both by a deadline bet on whole groups, which assumes that no
/// group holds more texts than the largest one here. Not thread-safe.
class CertifyingTexts {
 public:
  /// Keeps references to `texts` and `promises`. `groups`: [texts] of each; empty: every text is
  /// independent of the others.
  CertifyingTexts(std::span<const TieredText> texts, std::span<const std::int64_t> groups,
                  std::span<const Promise> promises, double significance);

  [[nodiscard]] std::span<const TieredText> texts() const { return texts_; }
  [[nodiscard]] std::span<const Promise> promises() const { return promises_; }
  /// Of all texts.
  [[nodiscard]] const Groups& groups() const { return groups_; }

  /// Whether they show that every promise holds at the thresholds: says so, of thresholds that were
  /// fixed beforehand and break one, with probability at most the significance.
  [[nodiscard]] bool show(std::span<const float> thresholds);
  [[nodiscard]] bool show(std::size_t promise, std::span<const float> thresholds);

  /// The first promise's risk at thresholds that were fixed beforehand is above it with probability
  /// at most the significance. Not of accuracy.
  [[nodiscard]] double risk_bound(std::span<const float> thresholds) const;

 private:
  struct Counted {
    std::vector<std::size_t> texts;  ///< That count for the promise, if they are not all.
    Groups groups;
  };

  [[nodiscard]] bool groups_show(const Promise& promise, const Counted& counted,
                                 std::span<const float> thresholds) const;

  std::span<const TieredText> texts_;
  std::span<const Promise> promises_;
  double significance_;
  Groups groups_;
  std::vector<Counted> counted_;                   // [promises]
  std::vector<std::optional<PairedTest>> paired_;  // [promises] Of those of accuracy.
};

}  // namespace tango::calibrate
