// A model as a plain Hugging Face directory, for programs other than this one.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace tango::checkpoint {

/// Writes the encoder `name` (a directory or a name, as open_checkpoint takes) to `output`, which
/// must not exist: config.json, model.safetensors (fp32, an adapter merged in, names as
/// `transformers` has them) and the tokenizer's files. Returns what other programs will not do as
/// this one does, a sentence each. Throws kUsage where `output` exists, kUnsupported for a BiLSTM,
/// whose directory has no other form, kInvalidModel for a model without a head, kIo, and as
/// open_checkpoint does.
std::vector<std::string> export_model(const std::filesystem::path& name,
                                      const std::filesystem::path& output);

}  // namespace tango::checkpoint
