// How large the batches of a tier may become.
#pragma once

namespace tango::cascade {

/// A batch is full when it reaches either limit. A text over the token limit is a batch of its own.
struct BatchLimits {
  int texts = 32;
  int tokens = 4096;
};

}  // namespace tango::cascade
