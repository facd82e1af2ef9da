// The bias of a classifier's last layer, in the directory that holds it.
#pragma once

#include <filesystem>
#include <span>

namespace tango::checkpoint {

/// Adds `offsets`, one per label, to the logits that the model of `directory` gives: to the bias of
/// its last layer, in its own type, where it lies. No other byte changes. Throws as open_checkpoint
/// does, kUnsupported where the weights are no one safetensors file with such a bias in F32 or
/// BF16, kInvalidModel for another number of labels, kIo.
void add_to_head_bias(const std::filesystem::path& directory, std::span<const double> offsets);

}  // namespace tango::checkpoint
