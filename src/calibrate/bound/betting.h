// Bounds on the mean of bounded losses by betting: Waudby-Smith and Ramdas 2024, "Estimating means
// of bounded random variables by betting", for losses that are no mere zeros and ones (weighted
// texts, documents), for draws without replacement, and where one looks at every step.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

namespace tango::calibrate {

struct BettingOptions {
  double significance = 0.05;
  /// Without replacement: of how many the losses were drawn; nullopt: independent draws.
  std::optional<std::int64_t> population;
  /// The number of draws for which the bets are sized, if one was fixed beforehand: sharper there,
  /// valid everywhere.
  std::optional<std::int64_t> horizon;
};

/// The mean of the source (of the whole population, drawn losses included) is above it with
/// probability at most `significance`, even where the number of losses was chosen by looking at
/// this bound after each. `losses`: each in 0 … 1, in the order of drawing, which must not depend
/// on them. O(losses · 50).
[[nodiscard]] double betting_upper_bound(std::span<const double> losses,
                                         const BettingOptions& options);

/// Tests "the mean of the gains is at most 0" by a deadline: bets that make capital 1 /
/// significance by the last of `horizon` gains as probable as can be where gains are small
/// (Kulldorff 1993, "Optimal control of favorable games with a time limit"). Any bets keep the
/// level, by Ville's inequality, as long as each is made before its gain is known.
class DeadlineBet {
 public:
  /// Gains are at least -worst_loss, worst_loss > 0. `variance`: a guess from elsewhere, used as if
  /// from 20 gains; it matters for power alone. Precondition: all positive.
  DeadlineBet(std::int64_t horizon, double worst_loss, double variance, double significance);

  void add(double gain);

  /// Capital has reached 1 / significance: the mean is above 0. It stays true.
  [[nodiscard]] bool rejected() const { return rejected_; }

 private:
  [[nodiscard]] double stake() const;

  double worst_loss_;
  double significance_;
  double capital_ = 1;
  double sum_of_squares_;
  double weight_of_squares_;
  std::int64_t remaining_;
  bool rejected_ = false;
};

}  // namespace tango::calibrate
