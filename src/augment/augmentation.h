// A run from files of texts to a transfer set.
#pragma once

#include "augment/options.h"
#include "augment/report.h"
#include "augment/transfer_set.h"

namespace tango::augment {

/// Reads texts, makes new ones, and drops those that are held out or there already. `sink` gets the
/// others, in an order that the number of workers does not change; `watcher` is told how far it is.
/// Throws kUsage as check() does, kInvalidInput when no text is left, and whatever reading the
/// files throws.
[[nodiscard]] AugmentReport augment_texts(const AugmentOptions& options, const Sink& sink,
                                          const Watcher& watcher);

}  // namespace tango::augment
