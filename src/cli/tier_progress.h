// Progress of texts that all go through one tier after the other.
#pragma once

#include <cstddef>

#include "command/progress.h"

namespace tango::cli {

/// Not thread-safe.
class TierProgress {
 public:
  explicit TierProgress(bool quiet) : progress_(quiet, command::WithoutTerminal::kLineAMinute) {}
  /// "tier 2: 300 of 1500 texts (20.0 %), 150 texts/s, 0:00:08 left"
  void draw(std::size_t tier, std::size_t done, std::size_t texts);
  void clear() { progress_.clear(); }

 private:
  command::Progress progress_;
  std::size_t tier_ = 0;  ///< The last one that was drawn.
  double begun_at_ = 0;   ///< Of that tier, in seconds.
};

}  // namespace tango::cli
