// An alarm that the promised risk is exceeded, which may be looked at after every audit.
#pragma once

#include <array>
#include <cstdint>

namespace tango::calibrate {

/// What an Alarm needs to go on after a restart.
struct AlarmState {
  static constexpr std::size_t kBets = 4;
  std::int64_t audits = 0;
  std::array<double, kBets> log_capital{};  ///< Of each bet's starts so far.
};

/// Capital that is bet on "the risk is above `target`", against "each audit's risk, given those
/// before, is at most `target`". Under the latter it reaches 1 / significance, ever, with
/// probability at most `significance` (Ville's inequality).
///
/// The bets are likelihood ratios against risks of 1.5, 2, 4 and 8 times the target. A single bet
/// loses capital while all is well and would have to win it back; so a part of the capital starts
/// at each audit: by audit i all but (1 + i / 150)^-0.3 of it has (a mixture over the time of the
/// change, as of Shiryaev and Roberts, with a prior that never ends). Shin, Ramdas, Rinaldo 2024,
/// "E-detectors".
class Alarm {
 public:
  /// Preconditions: target and significance in (0, 1); the state is that of an Alarm with the
  /// target.
  Alarm(double target, double significance, const AlarmState& state = {});

  void add(bool loss);

  /// Has been raised by some audit.
  [[nodiscard]] bool raised() const { return log_evidence_ >= log_goal_; }
  /// The highest that the capital has been, as a natural logarithm.
  [[nodiscard]] double log_evidence() const { return log_evidence_; }
  [[nodiscard]] const AlarmState& state() const { return state_; }

 private:
  [[nodiscard]] double log_total() const;

  std::array<double, AlarmState::kBets> log_factor_of_loss_{};
  std::array<double, AlarmState::kBets> log_factor_otherwise_{};
  double log_goal_;
  double log_evidence_;
  AlarmState state_;
};

/// The share of the significance that the j-th alarm may spend, from 1: 6 / (π² j²), in all 1.
[[nodiscard]] double alarm_share(std::int64_t alarm);

}  // namespace tango::calibrate
