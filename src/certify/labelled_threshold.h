// The threshold of a cascade of two tiers whose accuracy is promised, from labelled texts.
#pragma once

#include "certify/parts.h"

namespace tango::certify {

/// As certify().
[[nodiscard]] Evidence certify_labelled(const Sample& sample, const TierOutputs& outputs,
                                        const Parts& parts, const Promise& promise,
                                        const std::vector<std::string>& classes);

}  // namespace tango::certify
