// What a directory holds, as JSON and for people.
#pragma once

#include <filesystem>
#include <string>

#include "base/ordered_json.h"

namespace tango::cli {

[[nodiscard]] bool is_cascade_directory(const std::filesystem::path& directory);

/// Family, sizes, parameters, labels, tokenizer, longest input, adapter and base. Opens the weights
/// and the tokenizer, so throws as open_checkpoint and load_tokenizer do.
[[nodiscard]] base::OrderedJson describe_model(const std::filesystem::path& directory);

/// Labels, confidence, and for each tier its policy and its model.
[[nodiscard]] base::OrderedJson describe_cascade(const std::filesystem::path& directory);

/// A line a fact, indented where facts nest.
[[nodiscard]] std::string readable(const base::OrderedJson& description);

}  // namespace tango::cli
