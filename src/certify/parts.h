// A sample in two parts: from one candidates and their order are chosen (set A), the other tests
// them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "calibrate/threshold/groups.h"
#include "certify/evidence.h"

namespace tango::certify {

/// Rows. Without named groups all are independent of each other, copies of a text, too.
struct Parts {
  std::vector<std::size_t> choosing, certifying;
};

/// [rows] Whether each is of set A.
[[nodiscard]] std::vector<bool> choosing_rows(const Sample& sample);

/// [rows]
[[nodiscard]] std::vector<std::int64_t> groups_of(const Sample& sample,
                                                  std::span<const std::size_t> rows);

/// The promise about all texts, then the floors in their order.
[[nodiscard]] std::vector<calibrate::Promise> promises_of(const Promise& promise,
                                                          const std::vector<std::string>& classes);

[[nodiscard]] Parts parts_of(const Sample& sample);
/// The same, where nothing is chosen and all certify.
[[nodiscard]] Parts undivided(const Sample& sample);

/// In the place of a number of candidates: all thresholds were.
inline constexpr std::size_t kEveryThreshold = 0;

/// What takes more different texts than there are.
struct Shortage {
  double keep;
  double confidence_level;
  std::int64_t needed;       ///< Different texts, at least.
  std::string_view of = {};  ///< A class; empty: all texts.
};

/// Throws kInvalidInput that says how many texts would do. `rows`: those that certify, of the
/// class.
[[noreturn]] void refuse_small(const Sample& sample, std::span<const std::size_t> rows,
                               const Parts& parts, const Shortage& shortage);

/// Why they do not show what as many texts would, each independent of the others.
[[nodiscard]] std::string whole_groups_in_words(const calibrate::Groups& groups);

/// Leaves a class the bound that was promised of it, if any: a document holds texts of several
/// classes, so that those of one are not independent of the others', which other bounds need.
void bound_by_floors(Evidence& evidence);

/// What the certifying part shows at the thresholds. `candidates`: so many might have been chosen;
/// classes are bounded for all of them at once, where no groups are named. Of every threshold, one
/// tier's, a class of n texts has n bounds, one for each number of losses below n.
[[nodiscard]] Evidence evidence_of(const Sample& sample, const TierOutputs& outputs,
                                   const Parts& parts, const Promise& promise,
                                   const std::vector<std::string>& classes,
                                   const std::vector<cascade::Threshold>& thresholds,
                                   std::size_t candidates);

}  // namespace tango::certify
