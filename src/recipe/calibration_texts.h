// Texts that no student sees, on which thresholds are chosen.
#pragma once

#include <cstdint>
#include <filesystem>

#include "task/record_reader.h"

namespace tango::recipe {

/// Draws `count` of the texts of `input` (all different; in the file's order) and writes them to
/// `output` as a table with the header text, or text<TAB>text_pair. A function of the file and the
/// seed alone. Throws kInvalidInput when more than half of the texts would go, and as
/// task::open_record_reader does.
void draw_calibration_texts(const std::filesystem::path& input,
                            const task::RecordReaderOptions& reading, std::int64_t count,
                            std::uint64_t seed, const std::filesystem::path& output);

}  // namespace tango::recipe
