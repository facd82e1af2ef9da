// By what rule a cascade deferred, as results say it.
#pragma once

#include "base/ordered_json.h"
#include "cascade/cascade.h"

namespace tango::evaluate {

/// Adds "thresholds" (one per tier but the last; of one for each class an object by label) and
/// "confidence" (the kind) to `result`.
void add_policy(const cascade::Cascade& cascade, base::OrderedJson& result);

}  // namespace tango::evaluate
