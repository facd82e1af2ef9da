// Whether a tier answers with the labels of its cascade.
#pragma once

#include <string>

#include "checkpoint/model_config.h"

namespace tango::cascade {

/// `own`: the tier's; `whole`: the cascade's, which are names of its own where `are_named`, and
/// then may be others than the tier's. Throws kInvalidModel that begins with `place` unless both
/// are of one problem type and number, and neither the names nor, of equal names, the order differ.
void require_labels_of(const checkpoint::Labels& own, const checkpoint::Labels& whole,
                       bool are_named, const std::string& place);

}  // namespace tango::cascade
