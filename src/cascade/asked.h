// A last tier that can't be called: someone is to be asked.
#pragma once

#include <string>
#include <vector>

#include "cascade/endpoint.h"

namespace tango::cascade {

/// It never gets a text: Cascade::accepts() lets every text end with the tier before. A batch that
/// comes nevertheless ends with kUnsupported.
class Asked : public Endpoint {
 public:
  void start(std::vector<TierInput> batch, std::chrono::steady_clock::time_point deadline,
             Done done) override;
  [[nodiscard]] int max_batches() const override { return 1; }
  [[nodiscard]] bool can_be_called() const override { return false; }
};

}  // namespace tango::cascade
