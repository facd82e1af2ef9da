// Thresholds whose candidates and order are chosen from a part of the sample (set A), and tested on
// the rest: those of labelled texts, and of more than two tiers.
#pragma once

#include "certify/evidence.h"

namespace tango::certify {

/// As certify(), of a cascade of two tiers and labelled texts.
[[nodiscard]] Evidence certify_labelled(const Sample& sample, const TierOutputs& outputs,
                                        const Promise& promise,
                                        const std::vector<std::string>& classes);

/// As certify(), of a cascade of three or four tiers.
[[nodiscard]] Evidence certify_tiers(const Sample& sample, const TierOutputs& outputs,
                                     const Promise& promise,
                                     const std::vector<std::string>& classes);

}  // namespace tango::certify
