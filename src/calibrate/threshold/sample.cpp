#include "calibrate/threshold/sample.h"

#include "base/random.h"

namespace tango::calibrate {

std::vector<bool> choosing_texts(std::span<const std::int64_t> groups, double share,
                                 std::uint64_t seed) {
  const base::RandomStream coins(seed, "calibrate/choosing");
  std::vector<bool> chosen;
  chosen.reserve(groups.size());
  for (const std::int64_t group : groups) {
    const auto coin = static_cast<double>(coins.bits(static_cast<std::uint64_t>(group)) >> 11U);
    chosen.push_back(coin * 0x1p-53 < share);
  }
  return chosen;
}

}  // namespace tango::calibrate
