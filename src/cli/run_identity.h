// What two runs of classify must share so that one goes on where the other stopped.
#pragma once

#include "base/json.h"
#include "cascade/cascade.h"
#include "cli/classify.h"

namespace tango::cli {

/// An object: the inputs and the models by content, and every flag that an answer depends on.
/// Throws kUsage for standard input, which can't be read again; kNotFound or kIo for the files.
[[nodiscard]] base::Json run_identity(const ClassifyOptions& options,
                                      const cascade::Cascade& cascade);

}  // namespace tango::cli
