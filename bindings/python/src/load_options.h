// The settings of tangobert.load() by their names.
#pragma once

#include <string_view>

#include <tango/cascade.h>

namespace tango::python {

// Each throws kUsage that lists the names there are.
[[nodiscard]] Precision parse_precision(std::string_view name);
[[nodiscard]] Confidence parse_confidence(std::string_view name);
[[nodiscard]] LongText parse_long_text(std::string_view name);

[[nodiscard]] const char* name_of(Precision precision);
[[nodiscard]] const char* name_of(ProblemType type);

}  // namespace tango::python
