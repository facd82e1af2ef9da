// Counts of answers, by the tier that gave them.
#pragma once

#include <cstdint>
#include <vector>

#include "cascade/request.h"

namespace tango::cascade {

/// Not thread-safe.
class Tally {
 public:
  explicit Tally(int num_tiers) : by_tier_(static_cast<std::size_t>(num_tiers)) {}

  void add(const Answer& answer);

  [[nodiscard]] std::int64_t texts() const { return texts_; }
  [[nodiscard]] std::int64_t truncated() const { return truncated_; }
  [[nodiscard]] std::int64_t cut_short() const { return cut_short_; }
  /// Texts that someone is to be asked of; they count for the tier whose answer they have, too.
  [[nodiscard]] std::int64_t asked() const { return asked_; }
  [[nodiscard]] int num_tiers() const { return static_cast<int>(by_tier_.size()); }
  /// `tier` from 1.
  [[nodiscard]] std::int64_t answered_by(int tier) const;
  /// The share of the texts that `tier` answered; 0 before the first.
  [[nodiscard]] double share(int tier) const;
  /// The share of the texts that tier 1 did not answer.
  [[nodiscard]] double deferral_rate() const;

 private:
  std::vector<std::int64_t> by_tier_;
  std::int64_t texts_ = 0;
  std::int64_t truncated_ = 0;
  std::int64_t cut_short_ = 0;
  std::int64_t asked_ = 0;
};

}  // namespace tango::cascade
