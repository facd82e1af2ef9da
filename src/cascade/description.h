// What a model or cascade directory holds, as JSON and as text.
#pragma once

#include <filesystem>
#include <string>

#include "base/ordered_json.h"

namespace tango::cascade {

/// Whether it holds a cascade.json.
[[nodiscard]] bool is_cascade_directory(const std::filesystem::path& directory);

/// Family, sizes, number of parameters, labels, tokenizer, longest input, adapter and its base, and
/// the kernels that this CPU runs. Opens the weights and the tokenizer, so throws as
/// open_checkpoint and load_tokenizer do.
[[nodiscard]] base::OrderedJson describe_model(const std::filesystem::path& directory);

/// Labels, confidence, and for each tier its policy and its model. Throws as read_cascade_config
/// and describe_model do.
[[nodiscard]] base::OrderedJson describe_cascade(const std::filesystem::path& directory);

/// One line per fact, indented where facts nest.
[[nodiscard]] std::string readable(const base::OrderedJson& description);

}  // namespace tango::cascade
