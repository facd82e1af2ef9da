// libtorch's tensors in safetensors files.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "train/network/parameters.h"

namespace tango::train {

/// The type of the numbers in a model's file.
enum class Storage : std::uint8_t { kFloat32, kBfloat16 };

/// The file appears whole or not at all. Throws as checkpoint::write_safetensors.
void write_tensors(const std::filesystem::path& path, const std::vector<Parameter>& tensors,
                   Storage storage, const std::map<std::string, std::string>& metadata = {});

/// Overwrites `tensors` with the numbers of the same names. Throws kInvalidModel.
void read_tensors(const std::filesystem::path& path, const std::vector<Parameter>& tensors);

}  // namespace tango::train
