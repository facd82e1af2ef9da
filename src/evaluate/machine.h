// What a measurement was taken on.
#pragma once

#include <string>

#include "base/ordered_json.h"

namespace tango::evaluate {

/// {"cpu": …, "cpus": usable ones, "isa": {"vectors": …, "products": […]} as kernel::IsaReport has
/// them, "memory_mb": …, "version": of tango, "compiler": …}.
[[nodiscard]] base::OrderedJson machine_json();

/// A machine_json() in a line or two for people.
[[nodiscard]] std::string readable_machine(const base::OrderedJson& machine);

/// The most memory that this process has had resident so far, in MB; 0 where /proc does not say.
[[nodiscard]] double peak_resident_mb();

}  // namespace tango::evaluate
