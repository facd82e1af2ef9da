// The report's tables: for the page, and as CSV.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "base/ordered_json.h"
#include "evaluate/report/price.h"

namespace tango::evaluate {

/// What `tango evaluate --sweep` wrote, and what to call it in tables and legends.
struct NamedResults {
  std::string name;
  base::OrderedJson results;
};

struct Table {
  std::string file;  ///< Its name without extension.
  std::string part;  ///< Of the page: "decision", "detail" or "protocol".
  std::string title;
  std::vector<std::string> columns;
  std::vector<std::vector<std::string>> rows;
  std::vector<std::size_t> deployed;  ///< Rows that are of the thresholds the cascade has.
  std::string note = {};              ///< Sentences below the title; may be empty.

  void add(std::vector<std::string> row, bool is_deployed = false) {
    if (is_deployed) deployed.push_back(rows.size());
    rows.push_back(std::move(row));
  }
};

/// What one decides by: what the cascades do as deployed, class by class; texts that they answer
/// otherwise than their last tier; what texts cost, where the price is known.
[[nodiscard]] std::vector<Table> decision_tables(std::span<const NamedResults> all,
                                                 const Price& price);

/// Of each of the results that counts them, how often a text of one label was answered by another:
/// a matrix of at most 12 labels; of more, what is confused most.
[[nodiscard]] std::vector<Table> confusion_tables(std::span<const NamedResults> all);

/// Those, and: the tiers alone; single models beside cascades; waiting times; speedups by every
/// protocol beside oracle, random deferral and early exits. Tables without rows are left out.
[[nodiscard]] std::vector<Table> report_tables(std::span<const NamedResults> all,
                                               const Price& price);

/// RFC 4180: fields with a comma, a quote or a line end are quoted.
[[nodiscard]] std::string to_csv(const Table& table);

}  // namespace tango::evaluate
