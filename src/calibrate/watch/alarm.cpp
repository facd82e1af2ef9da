#include "calibrate/watch/alarm.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

namespace tango::calibrate {
namespace {

constexpr std::array<double, AlarmState::kBets> kMultiples = {1.5, 2, 4, 8};
constexpr std::array<double, AlarmState::kBets> kShares = {0.2, 0.5, 0.2, 0.1};

// The share of the capital that has not been bet before audit `audits`, from 0.
double share_left(std::int64_t audits) {
  return std::pow(1 + static_cast<double>(audits) / 150, -0.3);
}

double log_of_sum(double a, double b) {
  const double larger = std::max(a, b);
  return std::isinf(larger) ? larger : larger + std::log1p(std::exp(std::min(a, b) - larger));
}

}  // namespace

Alarm::Alarm(double target, double significance, const AlarmState& state)
    : log_goal_(-std::log(significance)), log_evidence_(0), state_(state) {
  for (std::size_t i = 0; i < AlarmState::kBets; ++i) {
    const double risk = std::min(kMultiples[i] * target, (1 + target) / 2);
    log_factor_of_loss_[i] = std::log(risk / target);
    log_factor_otherwise_[i] = std::log((1 - risk) / (1 - target));
  }
  if (state.audits == 0) {
    state_.log_capital.fill(-std::numeric_limits<double>::infinity());
  } else {
    log_evidence_ = log_total();
  }
}

double Alarm::log_total() const {
  double total = std::log(share_left(state_.audits));
  for (std::size_t i = 0; i < AlarmState::kBets; ++i) {
    total = log_of_sum(total, std::log(kShares[i]) + state_.log_capital[i]);
  }
  return total;
}

void Alarm::add(bool loss) {
  const double starting = std::log(share_left(state_.audits) - share_left(state_.audits + 1));
  for (std::size_t i = 0; i < AlarmState::kBets; ++i) {
    state_.log_capital[i] = log_of_sum(state_.log_capital[i], starting) +
                            (loss ? log_factor_of_loss_[i] : log_factor_otherwise_[i]);
  }
  ++state_.audits;
  log_evidence_ = std::max(log_evidence_, log_total());
}

double alarm_share(std::int64_t alarm) {
  const auto number = static_cast<double>(alarm);
  return 6 / (std::numbers::pi * std::numbers::pi * number * number);
}

}  // namespace tango::calibrate
