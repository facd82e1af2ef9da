// The threshold of a cascade of two tiers, label-free: every text certifies.
#pragma once

#include <string>
#include <vector>

#include "certify/parts.h"

namespace tango::certify {

/// As certify().
[[nodiscard]] Evidence certify_single_threshold(const Sample& sample, const TierOutputs& outputs,
                                                const Parts& parts, const Promise& promise,
                                                const std::vector<std::string>& classes);

}  // namespace tango::certify
