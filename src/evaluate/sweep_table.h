// The results of a sweep in a few lines.
#pragma once

#include <string>

#include "base/ordered_json.h"

namespace tango::evaluate {

/// Of sweep_json's "settings": speedup@ of the cascade and of its baselines, a line each; and how
/// long texts waited where they arrived at random. For people.
[[nodiscard]] std::string sweep_table(const base::OrderedJson& sweep);

}  // namespace tango::evaluate
