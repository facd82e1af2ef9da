// What was measured of a model on this machine.
#pragma once

#include <string>

#include "base/machine_memory.h"

namespace tango::cascade {

/// The record of `what` about a model; valid while the model's files, the instruction set and
/// Tango's version stay the same. `fingerprint`: checkpoint::Checkpoint's.
[[nodiscard]] base::MachineMemory model_memory(const std::string& fingerprint,
                                               const std::string& what,
                                               const base::MachineCache& cache);

}  // namespace tango::cascade
