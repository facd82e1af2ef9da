// The report's tables: for the page, and as CSV.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/ordered_json.h"

namespace tango::evaluate {

/// What `tango evaluate --sweep` wrote, and what to call it in tables and legends.
struct NamedResults {
  std::string name;
  base::OrderedJson results;
};

struct Table {
  std::string file;  ///< Its name without extension.
  std::string title;
  std::vector<std::string> columns;
  std::vector<std::vector<std::string>> rows;
};

/// Speedups by every protocol beside oracle, random deferral and early exits; the tiers alone; what
/// a million texts cost, where the price of this machine is given (any currency, an hour).
[[nodiscard]] std::vector<Table> report_tables(std::span<const NamedResults> all,
                                               std::optional<double> price_per_hour);

/// RFC 4180: fields with a comma, a quote or a line end are quoted.
[[nodiscard]] std::string to_csv(const Table& table);

}  // namespace tango::evaluate
