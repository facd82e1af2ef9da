#include "cascade/tally.h"

namespace tango::cascade {

void Tally::add(const Answer& answer) {
  ++texts_;
  ++by_tier_[static_cast<std::size_t>(answer.tier - 1)];
  truncated_ += answer.truncated ? 1 : 0;
  cut_short_ += answer.cut_short ? 1 : 0;
  asked_ += answer.ask ? 1 : 0;
}

std::int64_t Tally::answered_by(int tier) const {
  return by_tier_[static_cast<std::size_t>(tier - 1)];
}

double Tally::share(int tier) const {
  return texts_ == 0 ? 0 : static_cast<double>(answered_by(tier)) / static_cast<double>(texts_);
}

double Tally::deferral_rate() const { return texts_ == 0 ? 0 : 1 - share(1); }

}  // namespace tango::cascade
