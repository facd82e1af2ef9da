// How many tiers read a text of a cascade, learnt from those that were answered.
#pragma once

#include <atomic>

namespace tango::service {

/// A mean in which a text counts half after 177 more. Read by any thread; add() is for one at a
/// time.
class TiersPerText {
 public:
  /// 1 until something has been answered.
  [[nodiscard]] double mean() const { return mean_.load(std::memory_order_relaxed); }

  /// `tiers`: of one text, from 1.
  void add(int tiers) {
    constexpr double kWeight = 1.0 / 256;
    const double before = mean();
    mean_.store(before + kWeight * (tiers - before), std::memory_order_relaxed);
  }

 private:
  std::atomic<double> mean_ = 1;
};

}  // namespace tango::service
