// Named sets of flags for distilling a BiLSTM.
#pragma once

#include <string>

#include <CLI/CLI.hpp>

namespace tango::train {

/// `--preset NAME`: `paper`, the numbers of TangoBERT (Mamou et al. 2022), or `best`, those of the
/// BiLSTMs that the project ships.
void add_preset_option(CLI::App& command, std::string& preset);

/// Gives the preset's values to the flags that were not given. Throws kUsage for a student other
/// than a BiLSTM. Call after parsing; an empty preset changes nothing.
void apply_preset(CLI::App& command, const std::string& preset, const std::string& student);

}  // namespace tango::train
