// Given answers that look wrong, in a report.
#pragma once

#include <filesystem>

#include "evaluate/report/tables.h"

namespace tango::cli {

/// Of the suspects.tsv that `tango build --answers` writes: the surest, and what to do with them.
[[nodiscard]] evaluate::Table suspect_table(const std::filesystem::path& file);

}  // namespace tango::cli
