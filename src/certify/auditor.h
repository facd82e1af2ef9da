// Watches what a certificate promises while texts are served.
#pragma once

#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "calibrate/watch/watch.h"
#include "cascade/request.h"
#include "certify/certificate.h"

namespace tango::certify {

struct AuditOptions {
  double rate = 0.01;      ///< Of all texts, deferred ones included; in (0, 1].
  std::uint64_t seed = 0;  ///< Of the coin.
  /// Audits after an alarm from which the next threshold is chosen.
  std::int64_t recovery_audits = 1000;
};

/// Places of equal width from the threshold to 1 in which confidences that were accepted fall.
inline constexpr std::size_t kConfidenceBins = 10;
[[nodiscard]] std::size_t confidence_bin(float confidence, float threshold);

/// Thread-safe. Whoever serves asks next() for each text, tells of its answer, and has the other
/// tier answer those that are audited. It works at any rate of texts: no clock is looked at.
class Auditor {
 public:
  /// Throws kUnsupported for a promise that can't be watched: of more than two tiers, of accuracy,
  /// or against another reference than the last tier; kUsage for a rate outside (0, 1].
  Auditor(const Certificate& certificate, const AuditOptions& options);
  /// Goes on from what state() gave. Throws kInvalidInput that begins with `where` for a state that
  /// is damaged, or of another certificate.
  Auditor(const Certificate& certificate, const AuditOptions& options, const base::Json& state,
          const std::string& where);

  struct Ticket {
    bool is_audited = false;
    std::optional<float> threshold;  ///< For the text; nullopt: the cascade's own.
  };
  /// Of the next text.
  [[nodiscard]] Ticket next();

  /// What a text got, audited or not.
  void add_answer(const cascade::Answer& answer);
  /// Of an audited text that tier 1 answered: its confidence, and whether the last tier's answer is
  /// another.
  void add_accepted(float confidence, bool differs);
  /// The same of one that was deferred. Outside of a recovery 0 and false do: it is no loss,
  /// whatever tier 1 said.
  void add_audit(float confidence, bool differs);
  /// The other tier's answer could not be had: counts as a miss.
  void add_dropped() { add_audit(1, true); }

  /// After an alarm, until there are enough audits: then every text is audited and deferred.
  [[nodiscard]] bool recovers() const;

  struct Figures {
    std::int64_t texts = 0;   ///< That next() was asked about.
    std::int64_t audits = 0;  ///< Of them.
    std::int64_t misses = 0;  ///< Audits that did not have the last tier's answer.
    std::int64_t alarms = 0;
    bool recovers = false;
    float threshold = 0;  ///< In force, at most 1; of thresholds of classes the strictest.
    /// Population stability indices: below 0.1 is stable, above 0.25 has moved.
    double drift_of_tiers = 0;
    double drift_of_confidences = 0;
  };
  [[nodiscard]] Figures figures() const;
  /// A few lines: audits, misses, alarms, the threshold in force, population stability indices.
  [[nodiscard]] std::string report() const;
  [[nodiscard]] base::Json state() const;

 private:
  [[nodiscard]] calibrate::WatchOptions watch_options() const;
  [[nodiscard]] double drift_of_tiers() const;
  [[nodiscard]] double drift_of_confidences() const;

  const Certificate certificate_;
  const cascade::Threshold certified_;
  /// Of thresholds of classes the highest that accepts any text: what the watch knows. An accepted
  /// text counts as if it had reached it, and after an alarm one threshold serves all classes.
  const float strictest_;
  const AuditOptions options_;
  mutable std::mutex mutex_;
  std::int64_t texts_ = 0;  // the number of the next
  std::int64_t audits_ = 0;
  std::int64_t misses_ = 0;
  std::vector<std::int64_t> tiers_;        // answers of each
  std::vector<std::int64_t> confidences_;  // [kConfidenceBins] of tier 1's answers
  calibrate::Watch watch_;
};

}  // namespace tango::certify
