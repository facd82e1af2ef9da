// Which point of a cascade's curve the page's slider marks.
#pragma once

#include <vector>

#include "base/ordered_json.h"

namespace tango::evaluate {

/// Where the slider marks a point: from `low` (not included) to `high`.
struct SliderSpan {
  double low;
  double high;
};

/// Of each point of a curve of results. Of two tiers by the threshold; along the front of more
/// tiers the first one's threshold goes up and down: there the slider walks from the front's slow
/// end, 1, to its fast one, 0.
[[nodiscard]] std::vector<SliderSpan> spans_of(const base::OrderedJson& curve);

/// Where the slider may stand along a cascade's curve, slowest first; a figure's parameter "place"
/// then marks that point.
[[nodiscard]] base::OrderedJson slider_places(const base::OrderedJson& curve);

}  // namespace tango::evaluate
