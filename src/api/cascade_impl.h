#pragma once

#include <memory>
#include <utility>
#include <vector>

#include <tango/cascade.h>

#include "cascade/cascade.h"

namespace tango {

class [[gnu::visibility("hidden")]] Cascade::Impl {
 public:
  explicit Impl(cascade::Cascade cascade);

  [[nodiscard]] const std::shared_ptr<const cascade::Cascade>& cascade() const { return cascade_; }
  [[nodiscard]] const std::vector<Tier>& tiers() const { return tiers_; }
  [[nodiscard]] const std::vector<float>& thresholds() const { return thresholds_; }

 private:
  std::shared_ptr<const cascade::Cascade> cascade_;
  std::vector<Tier> tiers_;
  std::vector<float> thresholds_;  // the highest of each tier
};

}  // namespace tango
