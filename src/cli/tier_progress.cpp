#include "cli/tier_progress.h"

#include <cstdint>

#include <fmt/format.h>

namespace tango::cli {

void TierProgress::draw(std::size_t tier, std::size_t done, std::size_t texts) {
  if (tier != tier_) begun_at_ = progress_.seconds();
  tier_ = tier;
  progress_.draw([&] {
    return fmt::format(
        "tier {}: {}", tier,
        command::share_done(static_cast<std::int64_t>(done), static_cast<std::int64_t>(texts),
                            progress_.seconds() - begun_at_));
  });
}

}  // namespace tango::cli
