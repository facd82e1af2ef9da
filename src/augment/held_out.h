// The files of a task's dev and test texts, and what they hold.
#pragma once

#include <filesystem>
#include <string_view>
#include <vector>

#include "augment/guard.h"

namespace tango::augment {

/// The files below data/TASK, at any depth, whose names contain the word dev or test
/// ("stsa.fine.dev", "in_domain_dev.tsv"), in ascending order. For qnli also those of data/squad,
/// which come from the same articles. Throws kNotFound where there is none, kUsage for an unknown
/// task.
[[nodiscard]] std::vector<std::filesystem::path> held_out_files(const std::filesystem::path& data,
                                                                std::string_view task);

/// Adds every field of every row, whatever its column; fields that are no texts are too short to
/// count (see Guard::add). The extension gives the format: .csv (with any separator), .jsonl and
/// .ndjson (every string of every object), .json (every string); all other files have tabs between
/// fields. Where each line of one field starts with a digit and a space, as in Stanford's treebank,
/// these labels are left out. Compressed files are decompressed. Throws kNotFound, kIo or
/// kInvalidInput that names the file and the line.
void add_held_out(const std::filesystem::path& path, int file, Guard& guard);

}  // namespace tango::augment
