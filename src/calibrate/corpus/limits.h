// How many losses the draws from one file may find, before too many may be among the texts that
// were not drawn.
#pragma once

#include <cstdint>
#include <vector>

namespace tango::calibrate {

/// Texts of which some are drawn, without replacement, each as probably as another.
struct Stratum {
  std::int64_t texts = 0;
  std::int64_t draws = 0;
  double losses = 0;  ///< Expected above the threshold that is hoped for. No promise rests on it.
};

/// limits[k]: where k draws of `sure` are losses, so many of the others' may be; negative: none
/// may, nor where k is limits.size() or more. They fall as k grows.
///
/// The texts, those of `sure` first, are accepted one after the other until the losses found are
/// more than the limits allow. Whatever losses the strata have, and wherever in them, more than
/// `promised` of them are accepted without having been drawn with probability at most
/// `significance`.
///
/// Why. Let `sure` have m losses, at most `promised`, of which k are drawn. Too many are accepted
/// if `r = promised + 1 - (m - k)` losses of the others that are not drawn come before the
/// limits[k] + 1st that is, which is to say: if of the first r + limits[k] losses there at most
/// limits[k] are drawn. That probability does not depend on what follows, nor on how many losses
/// the others have; its mean over k must be at most `significance`, whatever m is. With more than
/// `promised` losses in `sure`, at most limits.size() - 1 of the first promised + 1 of them would
/// have to be drawn.
[[nodiscard]] std::vector<std::int64_t> loss_limits(const Stratum& sure, const Stratum& others,
                                                    std::int64_t promised, double significance);

}  // namespace tango::calibrate
