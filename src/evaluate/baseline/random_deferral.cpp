#include "evaluate/baseline/random_deferral.h"

#include <limits>
#include <string>
#include <utility>

#include "evaluate/random_order.h"

namespace tango::evaluate {

RandomDeferral random_deferral(const RecordedRun& run, const RandomDeferralOptions& options) {
  const RecordedRun two = first_and_last(run);
  constexpr std::size_t last = 1;
  const std::size_t texts = two.texts();
  const auto steps = static_cast<std::size_t>(options.steps);
  const double whole = score_of_tier(two, last);
  std::vector<std::vector<double>> scores(steps + 1), seconds(steps + 1);
  RandomDeferral result;
  result.seconds_that_keep.resize(options.shares.size());
  for (int draw = 0; draw < options.draws; ++draw) {
    const std::vector<std::size_t> order =
        random_order(texts, options.seed, "random deferral " + std::to_string(draw));
    RunningScore score(two.grading, std::vector<std::size_t>(texts, 0));
    double spent = seconds_of_tier(two, 0);
    for (auto& keep : result.seconds_that_keep) {
      keep.push_back(std::numeric_limits<double>::infinity());
    }
    std::size_t step = 0;
    for (std::size_t deferred = 0; deferred <= texts; ++deferred) {
      if (deferred > 0) {
        const std::size_t text = order[deferred - 1];
        score.replace(text, 0, last);
        spent += two.seconds[last][text];
      }
      const double value = score.value();
      for (std::size_t i = 0; i < options.shares.size(); ++i) {
        double& least = result.seconds_that_keep[i].back();
        if (spent < least && value >= kept_score(whole, options.shares[i])) least = spent;
      }
      while (step <= steps && step * texts <= deferred * steps) {
        scores[step].push_back(value);
        seconds[step].push_back(spent);
        ++step;
      }
    }
  }
  for (std::size_t step = 0; step <= steps; ++step) {
    result.curve.push_back({static_cast<double>(step) / static_cast<double>(steps),
                            band_of(std::move(scores[step])), band_of(std::move(seconds[step]))});
  }
  return result;
}

}  // namespace tango::evaluate
