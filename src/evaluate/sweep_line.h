// What changes while one threshold falls and all others stay.
#pragma once

#include <algorithm>
#include <cstddef>
#include <limits>
#include <span>

namespace tango::evaluate {

/// A SweepPoint whose other thresholds stand elsewhere: there are millions of them.
struct LinePoint {
  float threshold;
  double score;
  double seconds;
  std::size_t deferred;
};

/// Calls `visit` with what pareto_front would keep of points that grow faster from first to last.
template <typename Visit>
void visit_front(std::span<const LinePoint> points, const Visit& visit) {
  double best = -std::numeric_limits<double>::infinity();
  for (std::size_t i = points.size(); i-- > 0;) {
    if (points[i].score > best) visit(points[i]);
    best = std::max(best, points[i].score);
  }
}

}  // namespace tango::evaluate
