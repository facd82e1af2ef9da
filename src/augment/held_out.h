// Which files hold a task's test and tuning texts, and their texts.
#pragma once

#include <filesystem>
#include <string_view>
#include <vector>

#include "augment/guard.h"

namespace tango::augment {

/// The files below data/TASK, at any depth, whose name has the word dev or test ("stsa.fine.dev",
/// "in_domain_dev.tsv"); for qnli those of data/squad too, which come from the same articles.
/// Ascending. Throws kNotFound where there is none, kUsage for an unknown task.
[[nodiscard]] std::vector<std::filesystem::path> held_out_files(const std::filesystem::path& data,
                                                                std::string_view task);

/// Adds every field of every row, whatever its column: what is no text is too short to count (see
/// Guard::add). By extension .csv, .jsonl and .ndjson (every string of every object), .json (every
/// string); everything else is lines with tabs between the fields. A line that starts with one
/// digit and a space is added without them too: Stanford's treebank has its labels there. Throws
/// kNotFound, kIo or kInvalidInput that names the file and the line.
void add_held_out(const std::filesystem::path& path, int file, Guard& guard);

}  // namespace tango::augment
