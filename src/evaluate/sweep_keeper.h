// What a sweep keeps of the points that it meets, of which there may be millions.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "evaluate/sweep.h"
#include "evaluate/sweep_line.h"

namespace tango::evaluate {

/// Not thread-safe.
class SweepKeeper {
 public:
  /// The point with its other thresholds.
  using Whole = std::function<SweepPoint(const LinePoint&)>;

  virtual ~SweepKeeper() = default;
  /// `points` grow faster from first to last.
  virtual void keep(std::span<const LinePoint> points, const Whole& whole) = 0;
  void keep(const SweepPoint& point);
};

/// Keeps what pareto_front does.
class FrontKeeper : public SweepKeeper {
 public:
  using SweepKeeper::keep;
  void keep(std::span<const LinePoint> points, const Whole& whole) override;
  [[nodiscard]] std::vector<SweepPoint> take() { return pareto_front(std::move(found_)); }

 private:
  std::vector<SweepPoint> found_;
};

/// Keeps for each of some scores the fastest point that reaches it; of equally fast ones the best.
class FastestKeeper : public SweepKeeper {
 public:
  explicit FastestKeeper(std::vector<double> wanted)
      : wanted_(std::move(wanted)), fastest_(wanted_.size()) {}
  using SweepKeeper::keep;
  void keep(std::span<const LinePoint> points, const Whole& whole) override;
  [[nodiscard]] std::vector<std::optional<SweepPoint>> take() { return std::move(fastest_); }

 private:
  std::vector<double> wanted_;
  std::vector<std::optional<SweepPoint>> fastest_;
};

}  // namespace tango::evaluate
