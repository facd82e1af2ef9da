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

/// Throws kUsage for a flag of another preset, which would be without effect, for values that make
/// no sense together, and for what is missing.
void check_augment_flags(const CLI::App& command, const AugmentFlags& flags);

}  // namespace tango::cli
