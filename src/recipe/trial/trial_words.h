// What a trial found, for people and for machines.
#pragma once

#include <string>

#include "base/ordered_json.h"
#include "recipe/trial/trial.h"

namespace tango::recipe {

/// Lines.
[[nodiscard]] std::string in_words(const Trial& trial, const TrialOptions& options);

[[nodiscard]] base::OrderedJson to_json(const Trial& trial, const TrialOptions& options);

}  // namespace tango::recipe
