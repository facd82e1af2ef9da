#include "evaluate/baseline/early_exit.h"

#include <algorithm>
#include <functional>

namespace tango::evaluate {
namespace {

/// At this threshold and below, the text leaves at `layer` or before.
struct Move {
  float threshold;
  std::size_t text;
  std::size_t layer;
};

/// Of every text: the exits that are surer than all before them.
std::vector<Move> moves_of(const RecordedRun& layers) {
  std::vector<Move> moves;
  for (std::size_t text = 0; text < layers.texts(); ++text) {
    float surest = -1;
    for (std::size_t layer = 0; layer + 1 < layers.tiers(); ++layer) {
      // The first exit answers at threshold 0 whatever it says; at 1 none before the last does.
      const float confidence = layers.confidences[layer][text];
      if (confidence <= surest) continue;
      surest = confidence;
      moves.push_back({confidence, text, layer});
    }
    moves.push_back({0, text, 0});
  }
  std::ranges::stable_sort(moves, std::greater{}, &Move::threshold);
  return moves;
}

}  // namespace

std::vector<SweepPoint> sweep_exits(const RecordedRun& layers) {
  std::vector<std::size_t> leaves(layers.texts(), layers.tiers() - 1);
  const std::vector<std::vector<double>> until = cumulative_seconds(layers);
  RunningScore score(layers.grading, leaves);
  SweepPoint point{{1.0F}, score.value(), 0, layers.tiers() > 1 ? leaves.size() : 0};
  for (const double seconds : until.back()) point.seconds += seconds;
  std::vector<SweepPoint> points{point};
  const std::vector<Move> moves = moves_of(layers);
  for (std::size_t i = 0; i < moves.size(); ++i) {
    const auto& [threshold, text, layer] = moves[i];
    if (layer < leaves[text]) {
      score.replace(text, leaves[text], layer);
      point.seconds -= until[leaves[text]][text] - until[layer][text];
      if (layer == 0) --point.deferred;
      leaves[text] = layer;
    }
    const bool is_last = i + 1 == moves.size();
    if (threshold >= 1 || (!is_last && moves[i + 1].threshold == threshold)) continue;
    point.thresholds.front() = threshold;
    point.score = score.value();
    points.push_back(point);
  }
  return points;
}

}  // namespace tango::evaluate
