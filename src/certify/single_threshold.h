// The threshold of a cascade of two tiers, label-free: every text certifies.
#pragma once

#include <string>
#include <vector>

#include "calibrate/threshold/sample.h"
#include "certify/evidence.h"

namespace tango::certify {

/// [rows] As the first tier and the last answer them. `with_classes`: answers are single labels.
[[nodiscard]] std::vector<calibrate::ScoredText> scored_texts(const Sample& sample,
                                                              const TierOutputs& outputs,
                                                              bool with_classes);

/// As certify().
[[nodiscard]] Evidence certify_single_threshold(const Sample& sample, const TierOutputs& outputs,
                                                const Promise& promise,
                                                const std::vector<std::string>& classes);

/// The promise about all texts, then the floors in their order.
[[nodiscard]] std::vector<calibrate::Promise> promises_of(const Promise& promise,
                                                          const std::vector<std::string>& classes);

}  // namespace tango::certify
