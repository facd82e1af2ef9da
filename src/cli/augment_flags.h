// The flags of tango augment.
#pragma once

#include <string>

#include "augment/options.h"
#include "cli/input_options.h"
#include "command/cli11.h"

namespace tango::cli {

struct AugmentFlags {
  augment::AugmentOptions run;  ///< Its `reading` is made of `input`.
  InputOptions input;           ///< But for the path, which is run.texts.
  std::string output;
  bool quiet = false;
};

void add_augment_flags(CLI::App& command, AugmentFlags& flags);

/// Throws kUsage for a given flag that belongs to another preset: it would be without effect.
void check_presets(const CLI::App& command, const std::string& preset);

}  // namespace tango::cli
