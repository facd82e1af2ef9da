// What stands in the cells of the report's tables.
#pragma once

#include <string>

#include "base/ordered_json.h"

namespace tango::evaluate {

/// "4.00x"; "never" for null.
[[nodiscard]] std::string times(const base::OrderedJson& speedup);

/// "4.00x ± 0.10": of an object with "speedup" and "deviation".
[[nodiscard]] std::string times_with_deviation(const base::OrderedJson& point);

/// "98.00 %" of 0.98.
[[nodiscard]] std::string percent(const base::OrderedJson& share);

/// Whether a share of the last tier's score is defined in `setting`, one of settings_of(): of 0
/// there is none.
[[nodiscard]] bool has_shares(const base::OrderedJson& setting);

/// percent() of what a point of `setting` keeps of the last tier's score; "not defined".
[[nodiscard]] std::string kept(const base::OrderedJson& setting, const base::OrderedJson& point);

/// "0.9000, 0.8000"; thresholds of classes in brackets.
[[nodiscard]] std::string thresholds(const base::OrderedJson& values);

/// "2 million texts".
[[nodiscard]] std::string texts_in_words(double texts);

/// The two settings of a result of `tango evaluate --sweep`.
[[nodiscard]] const base::OrderedJson& settings_of(const base::OrderedJson& results);

}  // namespace tango::evaluate
