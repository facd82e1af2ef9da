#include "certify/auditor.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include <tango/error.h>

#include "calibrate/watch/stability.h"

namespace tango::certify {
namespace {

const Certificate& require_watchable(const Certificate& certificate, const AuditOptions& options) {
  if (!(options.rate > 0 && options.rate <= 1)) {
    throw Error(
        ErrorCode::kUsage,
        fmt::format("the rate of audits {:g} should lie above 0, and at most at 1", options.rate),
        {"audit_rate"});
  }
  const bool can_be = certificate.evidence.thresholds.size() == 1 &&
                      !certificate.promise.labelled &&
                      certificate.promise.reference == Reference::kLastTier;
  if (can_be) return certificate;
  throw Error(ErrorCode::kUnsupported,
              "what is watched is a promise of two tiers to keep the last tier's answers, as it is "
              "served; this certificate promises something else",
              {"audit"});
}

/// The highest that accepts some texts.
float strictest_in_use(const cascade::Threshold& threshold) {
  float strictest = threshold.lowest();
  for (const float value : threshold.values()) {
    if (value < 1) strictest = std::max(strictest, value);
  }
  return strictest;
}

std::vector<std::int64_t> counts_of(const base::Json& json, std::size_t size) {
  auto counts = json.get<std::vector<std::int64_t>>();
  const bool fits = counts.size() == size &&
                    std::ranges::all_of(counts, [](std::int64_t count) { return count >= 0; });
  if (!fits) throw std::out_of_range("counts");
  return counts;
}

}  // namespace

std::size_t confidence_bin(float confidence, float threshold) {
  const double place = (confidence - threshold) / std::max(1e-6F, 1 - threshold) *
                       static_cast<double>(kConfidenceBins);
  return static_cast<std::size_t>(std::clamp(place, 0.0, static_cast<double>(kConfidenceBins - 1)));
}

calibrate::WatchOptions Auditor::watch_options() const {
  return {.risk = certificate_.promise.risk(),
          .significance = certificate_.promise.significance(),
          .threshold = strictest_,
          .recovery_audits = options_.recovery_audits};
}

Auditor::Auditor(const Certificate& certificate, const AuditOptions& options)
    : certificate_(require_watchable(certificate, options)),
      certified_(certificate_.evidence.thresholds.front()),
      strictest_(strictest_in_use(certified_)),
      options_(options),
      tiers_(certificate.evidence.answered.size()),
      confidences_(kConfidenceBins),
      watch_(watch_options()) {}

Auditor::Auditor(const Certificate& certificate, const AuditOptions& options,
                 const base::Json& state, const std::string& where)
    : Auditor(certificate, options) {
  const auto refuse = [&](const std::string& what) {
    throw Error(ErrorCode::kInvalidInput, where + ": " + what + "; name another file");
  };
  try {
    if (state.at("certificate") != certificate.decisions) {
      refuse("watches another certificate");
    }
    state.at("texts").get_to(texts_);
    state.at("audits").get_to(audits_);
    state.at("misses").get_to(misses_);
    tiers_ = counts_of(state.at("tiers"), tiers_.size());
    confidences_ = counts_of(state.at("confidences"), kConfidenceBins);
    if (texts_ < 0 || audits_ < 0 || misses_ < 0) refuse("its numbers are not those of a watch");
    watch_ = calibrate::Watch(watch_options(), state.at("watch"), where);
  } catch (const base::Json::exception& error) {
    refuse(fmt::format("not the state of a watch ({})", error.what()));
  } catch (const std::out_of_range&) {
    refuse("its counts are not those of a watch");
  }
}

Auditor::Ticket Auditor::next() {
  const std::scoped_lock lock(mutex_);
  const auto number = static_cast<std::uint64_t>(texts_++);
  const float threshold = watch_.threshold();
  Ticket ticket;
  ticket.is_audited =
      watch_.recovers() || calibrate::is_audited(number, options_.rate, options_.seed);
  if (watch_.alarms() > 0) ticket.threshold = std::min(threshold, 1.0F);
  return ticket;
}

void Auditor::add_answer(const cascade::Answer& answer) {
  const std::scoped_lock lock(mutex_);
  const auto tier = static_cast<std::size_t>(std::max(0, answer.tier - 1));
  if (tier < tiers_.size()) ++tiers_[tier];
  if (tier == 0) {
    ++confidences_[confidence_bin(answer.confidence, certified_.lowest())];
  }
}

void Auditor::add_audit(float confidence, bool differs) {
  const std::scoped_lock lock(mutex_);
  ++audits_;
  misses_ += differs && calibrate::accepts(watch_.threshold(), confidence) ? 1 : 0;
  watch_.add(confidence, differs);
}

void Auditor::add_accepted(float confidence, bool differs) {
  add_audit(std::max(confidence, strictest_), differs);
}

bool Auditor::recovers() const {
  const std::scoped_lock lock(mutex_);
  return watch_.recovers();
}

double Auditor::drift_of_tiers() const {
  std::vector<std::int64_t> expected;
  for (const double share : certificate_.evidence.answered) {
    expected.push_back(std::llround(share * static_cast<double>(certificate_.evidence.texts)));
  }
  return calibrate::population_stability_index(expected, tiers_);
}

double Auditor::drift_of_confidences() const {
  const std::vector<std::int64_t>& expected = certificate_.evidence.confidences;
  if (expected.size() != kConfidenceBins) return 0;
  return calibrate::population_stability_index(expected, confidences_);
}

Auditor::Figures Auditor::figures() const {
  const std::scoped_lock lock(mutex_);
  return {.texts = texts_,
          .audits = audits_,
          .misses = misses_,
          .alarms = watch_.alarms(),
          .recovers = watch_.recovers(),
          .threshold = std::min(1.0F, watch_.threshold()),
          .drift_of_tiers = drift_of_tiers(),
          .drift_of_confidences = drift_of_confidences()};
}

std::string Auditor::report() const {
  const std::scoped_lock lock(mutex_);
  std::string text = fmt::format(
      "{} texts, of which {} were audited; {} of these did not get the last tier's "
      "answer ({:.2f} %; at most {:g} % is promised)\n",
      texts_, audits_, misses_,
      100.0 * static_cast<double>(misses_) /
          static_cast<double>(std::max<std::int64_t>(1, audits_)),
      100 * certificate_.promise.risk());
  if (watch_.alarms() == 0) {
    text += "No alarm: nothing shows that the promise is broken.\n";
  } else if (watch_.recovers()) {
    text += fmt::format(
        "Alarm {}: the promise is broken. Every text goes to the last tier until "
        "{} audits are there to choose a threshold from.\n",
        watch_.alarms(), options_.recovery_audits);
  } else {
    text += fmt::format(
        "After alarm {} the threshold is {:g} (certified: {:g}), promised for "
        "texts like those since the alarm. Calibrate again.\n",
        watch_.alarms(), std::min(1.0F, watch_.threshold()), strictest_);
  }
  text += fmt::format(
      "Population stability index: {:.3f} of the tiers' shares, {:.3f} of tier 1's confidences "
      "(below 0.1 is stable, above 0.25 has moved).\n",
      drift_of_tiers(), drift_of_confidences());
  return text;
}

base::Json Auditor::state() const {
  const std::scoped_lock lock(mutex_);
  return {{"version", "1.0"},
          {"certificate", certificate_.decisions},
          {"texts", texts_},
          {"audits", audits_},
          {"misses", misses_},
          {"tiers", tiers_},
          {"confidences", confidences_},
          {"watch", watch_.state()}};
}

}  // namespace tango::certify
