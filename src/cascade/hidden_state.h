// What a tier that is the lower part of an encoder leaves of a text for the part above it.
#pragma once

#include <cstddef>
#include <vector>

#include "cascade/endpoint.h"

namespace tango::cascade {

struct HiddenState final : TextState {
  int layers = 0;           ///< That have run.
  std::vector<float> rows;  ///< [tokens x hidden], of its windows one after the other.

  [[nodiscard]] std::size_t bytes() const override { return rows.size() * sizeof(float); }
};

}  // namespace tango::cascade
