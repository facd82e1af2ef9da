// Pieces of Vega-Lite specifications that the report's pictures share.
#pragma once

#include <string>

#include "base/ordered_json.h"

namespace tango::evaluate {

/// Channels of an encoding.
[[nodiscard]] base::OrderedJson quantitative(const std::string& field, const std::string& title);
[[nodiscard]] base::OrderedJson nominal(const std::string& field, const std::string& title);
[[nodiscard]] base::OrderedJson zoomed_out(base::OrderedJson channel);  ///< Not from 0.
[[nodiscard]] base::OrderedJson logarithmic(base::OrderedJson channel, int base);

/// A chart of `rows` without marks yet.
[[nodiscard]] base::OrderedJson specification(base::OrderedJson rows);

/// A transform that keeps rows of a condition.
[[nodiscard]] base::OrderedJson only(const std::string& condition);

/// Of the rows that the slider marks, in a chart with the parameter "place".
inline constexpr const char* kMarked =
    "isValid(datum.marked_to) && datum.marked_above < place && place <= datum.marked_to";
[[nodiscard]] base::OrderedJson place_parameter();

/// Appends rows of a curve's columns, with `series` and, of a cascade, where the slider marks each
/// point.
void add_curve(const base::OrderedJson& curve, const std::string& series, const std::string& kind,
               base::OrderedJson& rows);

}  // namespace tango::evaluate
