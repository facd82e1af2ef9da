// The angles of rotary positions (Su et al. 2021), as cosines and sines.
#pragma once

#include <vector>

#include "kernel/rotary/rotary.h"

namespace tango::model {

/// Angle i of position p is p / theta^(2 i / head_size), in fp32 as PyTorch computes it. Immutable.
class RotaryTable {
 public:
  RotaryTable(double theta, int head_size, int positions);

  [[nodiscard]] kernel::RotaryTables tables() const { return {cosines_.data(), sines_.data()}; }

 private:
  std::vector<float> cosines_, sines_;  ///< [positions x head_size / 2]
};

}  // namespace tango::model
