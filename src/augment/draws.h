// The random choices by which one text is made.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/random.h"

namespace tango::augment {

/// The draws depend on seed, purpose and unit alone, so units may be made in any order and on any
/// thread. Each object belongs to one thread.
class Draws {
 public:
  Draws(std::uint64_t seed, std::string_view purpose, std::uint64_t unit)
      : stream_(seed ^ base::mix64(unit + 1), purpose) {}

  /// Uniform in [0, 1).
  double unit() { return static_cast<double>(stream_.bits(drawn_++) >> 11U) * 0x1p-53; }
  bool chance(double probability) { return unit() < probability; }
  /// Uniform in [0, bound); bound > 0.
  std::uint64_t below(std::uint64_t bound) { return stream_.below(drawn_++, bound); }

 private:
  base::RandomStream stream_;
  std::uint64_t drawn_ = 0;
};

}  // namespace tango::augment
