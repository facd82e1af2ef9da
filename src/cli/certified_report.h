// The report of a cascade by its certificate, where nothing else was measured.
#pragma once

#include <filesystem>
#include <string>

#include "evaluate/report/report_files.h"

namespace tango::cli {

/// What is promised, class by class, what other thresholds would do, and, of a cascade from given
/// answers, those that look wrong. Throws kNotFound where the cascade has no certificate, and as
/// read_cascade_config does.
[[nodiscard]] evaluate::TextReport certified_report(const std::filesystem::path& cascade,
                                                    const std::string& title);

}  // namespace tango::cli
