// What a cascade does at the thresholds it has: where its answers are not the last tier's.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "base/ordered_json.h"
#include "cascade/cascade.h"
#include "evaluate/labelled_texts.h"
#include "evaluate/recorded_run.h"

namespace tango::evaluate {

/// Texts that the cascade answers otherwise than its last tier: first those where that tier is
/// right, then the others; of each kind the surest first. Precondition: answers are labels.
[[nodiscard]] std::vector<std::size_t> answered_otherwise(
    const RecordedRun& run, std::span<const cascade::Threshold> thresholds);

/// "agreement" (Agreement::to_json) and "otherwise": how many "texts" are answered otherwise than
/// the last tier does, with the first of them "shown". null where answers are no labels.
[[nodiscard]] base::OrderedJson deployed_json(const cascade::Cascade& cascade,
                                              const LabelledTexts& texts, const RecordedRun& run,
                                              bool with_texts);

}  // namespace tango::evaluate
