// What the report's page is drawn of: numbers, tables, and the results themselves.
#pragma once

#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/ordered_json.h"
#include "evaluate/report/opening.h"
#include "evaluate/report/tables.h"

namespace tango::evaluate {

/// What stands on a page whose numbers are no sweep's: it has tables and no figures.
struct TextReport {
  std::string title;
  std::optional<Opening> opening;
  std::vector<std::string> summary;  ///< Lines that say what was measured, and on what.
  std::vector<Table> tables;
  std::string explanation = {};  ///< Of what a cascade is, where the page's own is not true.
  /// What scripts/report/figures/certified.py draws; null where there is nothing.
  base::OrderedJson certified = {};
};

/// The document that scripts/report/render.py draws: {"title": …, "opening": Opening or null,
/// "summary": lines that say what was measured, and on what, "tables": [a Table's fields],
/// "measured": [{"name", "results"}]}, and "explanation" and "certified" where they are known.
[[nodiscard]] base::OrderedJson report_json(const std::string& title,
                                            std::span<const NamedResults> all,
                                            std::span<const Table> tables, const Price& price);

/// Makes `directory` anew: that document as report.json, and each table as tables/FILE.csv.
/// Throws kInvalidInput if the results lack what the summary or a table needs; then the directory
/// stays as it was.
void write_report_files(const std::filesystem::path& directory, const std::string& title,
                        std::span<const NamedResults> all, const Price& price);

void write_report_files(const std::filesystem::path& directory, const TextReport& report);

}  // namespace tango::evaluate
