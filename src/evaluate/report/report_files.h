// What the report's page is drawn of: numbers, tables, and the results themselves.
#pragma once

#include <filesystem>
#include <span>
#include <string>

#include "base/ordered_json.h"
#include "evaluate/report/tables.h"

namespace tango::evaluate {

/// The document that scripts/report/render.py draws: {"title": …, "opening": Opening or null,
/// "summary": lines that say what was measured, and on what, "tables": [a Table's fields],
/// "measured": [{"name", "results"}]}.
[[nodiscard]] base::OrderedJson report_json(const std::string& title,
                                            std::span<const NamedResults> all,
                                            std::span<const Table> tables, const Price& price);

/// Makes `directory` anew: that document as report.json, and each table as tables/FILE.csv.
/// Throws kInvalidInput if the results lack what the summary or a table needs; then the directory
/// stays as it was.
void write_report_files(const std::filesystem::path& directory, const std::string& title,
                        std::span<const NamedResults> all, const Price& price);

}  // namespace tango::evaluate
