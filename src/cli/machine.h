// What a measurement was taken on.
#pragma once

#include "cli/ordered_json.h"

namespace tango::cli {

/// {"cpu": …, "cpus": usable ones, "isa": what the kernels use, "version": of tango}.
[[nodiscard]] OrderedJson machine_json();

}  // namespace tango::cli
