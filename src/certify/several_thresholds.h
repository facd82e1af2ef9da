// Thresholds whose risk need not fall as they rise, or that are chosen for their cost: those of
// more than two tiers, against another reference than the last tier, and at a given cost.
// Candidates and their order come from a part of the sample (set A), the rest tests them.
#pragma once

#include "certify/parts.h"

namespace tango::certify {

/// As certify(), of two tiers or more.
[[nodiscard]] Evidence certify_tiers(const Sample& sample, const TierOutputs& outputs,
                                     const Parts& parts, const Promise& promise,
                                     const std::vector<std::string>& classes);

}  // namespace tango::certify
