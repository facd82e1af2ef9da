#include "calibrate/watch/watch.h"

#include <algorithm>
#include <string>

#include <fmt/format.h>

#include <tango/error.h>

#include "base/random.h"
#include "calibrate/threshold/monotone.h"

namespace tango::calibrate {

bool is_audited(std::uint64_t text_number, double rate, std::uint64_t seed) {
  const base::RandomStream coins(seed, "calibrate/audit");
  return static_cast<double>(coins.bits(text_number) >> 11U) * 0x1p-53 < rate;
}

Watch::Watch(const WatchOptions& options)
    : options_(options), threshold_(options.threshold), alarm_(next_alarm()) {}

Alarm Watch::next_alarm(const AlarmState& state) const {
  return {options_.risk, options_.significance * alarm_share(alarms_ + 1), state};
}

void Watch::add(float confidence, bool differs) {
  if (!recovers_) {
    alarm_.add(differs && accepts(threshold_, confidence));
    if (!alarm_.raised()) return;
    ++alarms_;
    recovers_ = true;
    threshold_ = kAcceptNothing;
    return;
  }
  recovery_.push_back({.confidence = confidence,
                       .differs = differs,
                       .group = static_cast<std::int64_t>(recovery_.size())});
  if (static_cast<std::int64_t>(recovery_.size()) == options_.recovery_audits) tighten();
}

void Watch::tighten() {
  const Promise promise{.risk = options_.risk};
  const double significance = options_.significance * alarm_share(alarms_);
  threshold_ = std::max(options_.threshold,
                        choose_threshold(recovery_, {&promise, 1}, significance).threshold);
  recovery_.clear();
  recovers_ = false;
  alarm_ = next_alarm();
}

base::Json Watch::state() const {
  base::Json recovery = base::Json::array();
  for (const ScoredText& text : recovery_) {
    recovery.push_back({text.confidence, text.differs});
  }
  base::Json capital = base::Json::array();
  for (const double log_capital : alarm_.state().log_capital) {
    capital.push_back(std::max(log_capital, -1e300));  // JSON has no infinity
  }
  return {{"risk", options_.risk},
          {"significance", options_.significance},
          {"certified_threshold", options_.threshold},
          {"threshold", threshold_},
          {"recovers", recovers_},
          {"alarms", alarms_},
          {"audits", alarm_.state().audits},
          {"log_capital", std::move(capital)},
          {"recovery", std::move(recovery)}};
}

Watch::Watch(const WatchOptions& options, const base::Json& state, std::string_view where)
    : Watch(options) {
  const auto refuse = [&](std::string_view what) {
    throw Error(ErrorCode::kInvalidInput,
                fmt::format("{}: {}; remove the file to start a new watch", where, what));
  };
  try {
    if (state.at("risk") != options.risk || state.at("significance") != options.significance ||
        state.at("certified_threshold").get<float>() != options.threshold) {
      refuse("the state of a watch over another promise or threshold");
    }
    state.at("threshold").get_to(threshold_);
    state.at("recovers").get_to(recovers_);
    state.at("alarms").get_to(alarms_);
    AlarmState alarm;
    state.at("audits").get_to(alarm.audits);
    state.at("log_capital").get_to(alarm.log_capital);
    for (const base::Json& text : state.at("recovery")) {
      recovery_.push_back({.confidence = text.at(0).get<float>(),
                           .differs = text.at(1).get<bool>(),
                           .group = static_cast<std::int64_t>(recovery_.size())});
    }
    const bool fits = threshold_ >= options.threshold && alarms_ >= 0 && alarm.audits >= 0 &&
                      static_cast<std::int64_t>(recovery_.size()) < options.recovery_audits &&
                      (recovers_ ? alarms_ > 0 : recovery_.empty());
    if (!fits) refuse("its numbers are not those of a watch");
    alarm_ = next_alarm(alarm);
  } catch (const base::Json::exception& error) {
    refuse(fmt::format("not the state of a watch ({})", error.what()));
  }
}

}  // namespace tango::calibrate
