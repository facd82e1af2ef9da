// Keeps watching what a certificate promised, on texts as they are served. Pure: the caller asks
// the coin, runs the last tier on audited texts, and stores the state.
//
// What it can't do: a tightened threshold is promised for texts like those since the alarm. Under
// drift that goes on, nothing is promised.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "calibrate/threshold/sample.h"
#include "calibrate/watch/alarm.h"

namespace tango::calibrate {

/// Whether the text with this number in the stream is audited: a coin that depends on neither
/// confidence nor load. To be tossed over all texts, the deferred ones, too, which cost nothing.
[[nodiscard]] bool is_audited(std::uint64_t text_number, double rate, std::uint64_t seed);

struct WatchOptions {
  double risk = 0.02;          ///< The promise: answers that differ from the reference's, at most.
  double significance = 0.05;  ///< For all alarms ever; and once more for all tightened thresholds.
  float threshold = kAcceptNothing;  ///< The certified one.
  /// Audits after an alarm from which the next threshold is chosen. Fixed beforehand.
  std::int64_t recovery_audits = 1000;
};

/// Not thread-safe.
class Watch {
 public:
  /// Preconditions: risk and significance in (0, 1), recovery_audits > 0.
  explicit Watch(const WatchOptions& options);
  /// Goes on from what state() gave. Throws kInvalidInput that begins with `where` for a state that
  /// is damaged, or of other options.
  Watch(const WatchOptions& options, const base::Json& state, std::string_view where);

  /// An audited text: the cheap tier's confidence, and whether its answer differs from the
  /// reference's. An audit that was dropped (limits, failures) is given as one that differs, at
  /// confidence 1: it counts as a miss.
  ///
  /// After an alarm every text is deferred, so that both tiers answer it: every text may then be
  /// given as an audit (not a part of them that depends on anything but the number).
  void add(float confidence, bool differs);

  /// In force: the certified one until an alarm; nothing is accepted from an alarm until the
  /// recovery audits are there; then the lowest that they show to keep the promise, never below the
  /// certified.
  [[nodiscard]] float threshold() const { return threshold_; }
  [[nodiscard]] bool recovers() const { return recovers_; }
  [[nodiscard]] std::int64_t alarms() const { return alarms_; }
  [[nodiscard]] base::Json state() const;

 private:
  [[nodiscard]] Alarm next_alarm(const AlarmState& state = {}) const;
  void tighten();

  WatchOptions options_;
  float threshold_;
  bool recovers_ = false;
  std::int64_t alarms_ = 0;
  std::vector<ScoredText> recovery_;
  Alarm alarm_;
};

}  // namespace tango::calibrate
