// A sample in two parts: from one candidates and their order are chosen (set A), the other tests
// them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "certify/evidence.h"

namespace tango::certify {

/// Rows; of copies of a text the first alone counts, so that all are independent.
struct Parts {
  std::vector<std::size_t> choosing, certifying;
};

/// [rows] Whether each is of set A.
[[nodiscard]] std::vector<bool> choosing_rows(const Sample& sample);

/// The rows that are not of set A, without their texts.
[[nodiscard]] Sample certifying_part(const Sample& sample);

/// Throws kUnsupported for a sample with named groups.
[[nodiscard]] Parts parts_of(const Sample& sample);
/// The same, where nothing is chosen and all certify.
[[nodiscard]] Parts undivided(const Sample& sample);

/// In the place of a number of candidates: all thresholds were.
inline constexpr std::size_t kEveryThreshold = 0;

/// Throws kInvalidInput that says how many texts would do.
[[noreturn]] void refuse_small(const Parts& parts, std::int64_t needed, const Promise& promise);

/// What the certifying part shows at the thresholds. `candidates`: so many might have been chosen;
/// classes are bounded for all of them at once. Of every threshold, one tier's, a class of n texts
/// has n bounds, one for each number of losses below n.
[[nodiscard]] Evidence evidence_of(const Sample& sample, const TierOutputs& outputs,
                                   const Parts& parts, const Promise& promise,
                                   const std::vector<std::string>& classes,
                                   const std::vector<cascade::Threshold>& thresholds,
                                   std::size_t candidates);

}  // namespace tango::certify
