// Texts that no student sees, on which thresholds are chosen and certified.
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

/// Draws likewise `count` texts to learn from, or all that there are.
void draw_sources(const std::filesystem::path& input, const task::RecordReaderOptions& reading,
                  std::int64_t count, std::uint64_t seed, const std::filesystem::path& output);

/// How many of `count` calibration texts certify a threshold, while `choosing` others (0: a fifth)
/// choose models; 0 where so many could not show that `keep` of the answers are kept (`keep`: 1,
/// say).
[[nodiscard]] std::int64_t certifying_texts(std::int64_t count, double keep,
                                            std::int64_t choosing = 0);

/// The least number that can show that `keep` of the answers are kept: where none of them loses its
/// answer; 0 where no number can.
[[nodiscard]] std::int64_t fewest_certifying_texts(double keep);

/// The two parts of calibration texts, in a directory.
inline constexpr const char* kChoosing = "choosing.tsv";
inline constexpr const char* kCertifying = "certifying.tsv";

/// Divides a file of draw_calibration_texts() into these parts, `certifying` texts for the latter;
/// each in the file's order. A function of the file and the seed alone. Throws kIo.
void divide_calibration_texts(const std::filesystem::path& input, std::int64_t certifying,
                              std::uint64_t seed, const std::filesystem::path& output);

}  // namespace tango::recipe
