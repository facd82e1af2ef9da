#include "evaluate/sweep_keeper.h"

#include <cstddef>
#include <utility>

namespace tango::evaluate {
namespace {

constexpr std::size_t kMostFound = 100'000;

bool beats(const LinePoint& point, const std::optional<SweepPoint>& other) {
  return !other || point.seconds < other->seconds ||
         (point.seconds == other->seconds && point.score > other->score);
}

}  // namespace

void SweepKeeper::keep(const SweepPoint& point) {
  const LinePoint alone{0, point.score, point.seconds, point.deferred};
  keep(std::span(&alone, 1), [&](const LinePoint&) { return point; });
}

void FrontKeeper::keep(std::span<const LinePoint> points, const Whole& whole) {
  visit_front(points, [&](const LinePoint& point) { found_.push_back(whole(point)); });
  if (found_.size() > kMostFound) found_ = pareto_front(std::move(found_));
}

void FastestKeeper::keep(std::span<const LinePoint> points, const Whole& whole) {
  for (std::size_t i = 0; i < wanted_.size(); ++i) {
    std::optional<SweepPoint>& fastest = fastest_[i];
    for (std::size_t place = points.size(); place-- > 0;) {
      const LinePoint& point = points[place];
      if (fastest && point.seconds > fastest->seconds) break;  // as are those before it
      if (point.score >= wanted_[i] && beats(point, fastest)) fastest = whole(point);
    }
  }
}

}  // namespace tango::evaluate
