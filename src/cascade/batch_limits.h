// How large the batches of a tier may become.
#pragma once

namespace tango::cascade {

/// A batch is full when it reaches either limit. Of a text over the token limit, as
/// many windows as fit are a batch.
struct BatchLimits {
  int texts = 32;
  int tokens = 4096;
};

}  // namespace tango::cascade
