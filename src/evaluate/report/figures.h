// The report's pictures, as Vega-Lite specifications.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "base/ordered_json.h"

namespace tango::evaluate {

/// What `tango evaluate --sweep` wrote, and what to call it in legends.
struct NamedResults {
  std::string name;
  base::OrderedJson results;
};

struct Figure {
  std::string file;                 ///< Its name without extension.
  std::string title;                ///< A few words.
  std::string text;                 ///< What it shows, for those who cannot see it, too.
  base::OrderedJson specification;  ///< Vega-Lite 6, its data inside.
};

/// Of all results together: quality against speed, a picture a setting. With the parameter "place"
/// every cascade's point at that threshold is marked.
[[nodiscard]] std::vector<Figure> comparison_figures(std::span<const NamedResults> all);

/// Of one result: what a threshold does, errors fixed and introduced, reliability, histograms,
/// deferral by length and label, throughput by batch size.
[[nodiscard]] std::vector<Figure> detail_figures(const NamedResults& one);

}  // namespace tango::evaluate
