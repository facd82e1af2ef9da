// From which probability on a text has a label.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "checkpoint/model_config.h"

namespace tango::cascade {

/// Where nothing else is asked for.
inline constexpr float kLabelThreshold = 0.5F;

/// One per label. `written`: "0.3" for all labels, "LABEL=0.3" for one, the later over the earlier;
/// 0.5 where nothing is said. Throws kUsage for what is neither, for labels that do not exist, and
/// where the answers have no such thresholds: one label of several, or numbers.
[[nodiscard]] std::vector<float> parse_label_thresholds(std::span<const std::string> written,
                                                        const checkpoint::Labels& labels);

/// The labels whose score is at least the threshold. Precondition: one score and one threshold for
/// each label.
[[nodiscard]] std::vector<int> labels_from(std::span<const float> scores,
                                           std::span<const float> thresholds);

}  // namespace tango::cascade
