// What the report's page is drawn of: numbers, tables, and the results themselves.
#pragma once

#include <filesystem>
#include <optional>
#include <span>
#include <string>

#include "base/ordered_json.h"
#include "evaluate/report/tables.h"

namespace tango::evaluate {

/// The document that scripts/report/render.py draws: {"title": …, "summary": lines that say what
/// was measured, and on what, "tables": [{"file", "title", "columns", "rows"}], "measured":
/// [{"name", "results"}]}.
[[nodiscard]] base::OrderedJson report_json(const std::string& title,
                                            std::span<const NamedResults> all,
                                            std::span<const Table> tables);

/// Makes `directory` anew: that document as report.json, and each table as tables/FILE.csv. With
/// `price_per_hour` there is a table of prices. Throws kInvalidInput if the results lack what the
/// summary or a table needs; then the directory stays as it was.
void write_report_files(const std::filesystem::path& directory, const std::string& title,
                        std::span<const NamedResults> all, std::optional<double> price_per_hour);

}  // namespace tango::evaluate
