// The flags of tango augment.
#pragma once

#include "cli/augmentation.h"
#include "command/cli11.h"

namespace tango::cli {

void add_augment_flags(CLI::App& command, AugmentOptions& options);

/// Throws kUsage for an unknown preset, a flag of another preset, which would be without effect,
/// and values that make no sense together.
void check_augment_flags(const CLI::App& command, const AugmentOptions& options);

}  // namespace tango::cli
