// Which texts of one file are worth reading: how many draws, from which zone of high confidence.
#pragma once

#include <cstddef>
#include <span>

namespace tango::calibrate {

struct Allocation {
  std::size_t accepted =
      0;                  ///< So many first texts will probably be accepted; 0: none are worth it.
  std::size_t draws = 0;  ///< Among those.
};

/// The cheapest for what `probabilities` (of a loss, one per unread text, confidences falling) say:
/// draws plus the texts below the threshold that they would show. `promised`: unread losses at
/// most.
[[nodiscard]] Allocation cheapest_allocation(std::span<const double> probabilities, double promised,
                                             double significance);

}  // namespace tango::calibrate
