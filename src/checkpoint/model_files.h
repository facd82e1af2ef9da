// What is beside the weights in a directory that `transformers` loads.
#pragma once

#include <filesystem>
#include <span>

#include "base/json.h"
#include "checkpoint/model_config.h"

namespace tango::checkpoint {

/// Makes of a config.json that of an encoder with this head: its class, its labels, and
/// `storage` ("float32", "bfloat16") as the type of its weights. Other fields stay.
[[nodiscard]] base::Json classifier_config(base::Json config, const EncoderConfig& encoder,
                                           const char* storage);

/// "id2label", "label2id", "num_labels" and "problem_type"; none where the class says it all.
void put_labels(base::Json& config, const Labels& labels);

/// Names of all files that a tokenizer may be read from, of whatever kind.
[[nodiscard]] std::span<const char* const> tokenizer_files();

/// Copies those of the tokenizer's files that are there. Throws std::filesystem::filesystem_error.
void copy_tokenizer(const std::filesystem::path& from, const std::filesystem::path& to);

}  // namespace tango::checkpoint
