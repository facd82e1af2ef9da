// Which texts of one file are worth reading: how many draws, from which of its texts.
#pragma once

#include <cstddef>
#include <span>

namespace tango::calibrate {

/// Two strata of the unread texts, confidences falling: the first `sure` of them, and all others.
struct Allocation {
  std::size_t sure = 0;
  double sure_rate = 0;      ///< Share of the sure texts to draw.
  double rate = 0;           ///< Of the others.
  std::size_t accepted = 0;  ///< So many first texts will probably be accepted; 0: none.
};

/// The cheapest for what `probabilities` (of a loss, one per unread text, confidences falling) say:
/// draws plus the texts below the threshold that they would show. `promised`: unread losses at
/// most.
[[nodiscard]] Allocation cheapest_allocation(std::span<const double> probabilities, double promised,
                                             double significance);

}  // namespace tango::calibrate
