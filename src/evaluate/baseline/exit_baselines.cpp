#include "evaluate/baseline/exit_baselines.h"

#include <algorithm>
#include <cstddef>
#include <functional>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <tango/error.h>

#include "checkpoint/checkpoint.h"
#include "checkpoint/safetensors_file.h"
#include "evaluate/baseline/early_exit.h"
#include "evaluate/baseline/exit_recorder.h"
#include "evaluate/tier_answers.h"

namespace tango::evaluate {
namespace {

constexpr auto kConfidence = cascade::ConfidenceKind::kEntropy;

/// Thresholds whose run in batches is worth its time: where the curve of one text at a time crosses
/// these shares of the last exit's score, and some between.
std::vector<float> thresholds_to_run(std::span<const SweepPoint> alone, double last_score) {
  std::vector<float> thresholds{1, 0};
  for (const double share : {1.0, 0.995, 0.99, 0.985, 0.98, 0.97, 0.95, 0.9, 0.85, 0.8}) {
    const auto point = fastest_that_keeps(alone, last_score, share);
    if (point) thresholds.push_back(point->thresholds.front().of(0));
  }
  std::ranges::sort(thresholds, std::greater{});
  thresholds.erase(std::unique(thresholds.begin(), thresholds.end()), thresholds.end());
  return thresholds;
}

/// All exits of every text, one text at a time; times are the medians of the repeats.
RecordedRun run_alone(const ExitModel& exits, const cascade::Tier& encoder,
                      const LabelledTexts& texts, const MeasureOptions& options,
                      const Watch& watch) {
  const std::size_t labels = exits.model->config().labels.names.size();
  RecordedRun run = without_answers(texts.metric, labels, texts.truths);
  std::vector<Times> repeats;
  for (int repeat = 0; repeat < options.repeats; ++repeat) {
    watch(fmt::format("{} exits, one text at a time, {} of {}", exits.method, repeat + 1,
                      options.repeats));
    Times times;
    for (ExitRecord& record : run_exits_one_by_one(*exits.model, encoder, texts.requests)) {
      times.push_back(std::move(record.seconds));
      if (repeat > 0) continue;
      TierAnswers own = answers_of(record.logits, labels, kConfidence);
      run.grading.labels.push_back(std::move(own.labels));
      run.confidences.push_back(std::move(own.confidences));
    }
    repeats.push_back(std::move(times));
  }
  return make_setting("", std::move(run), std::move(repeats)).typical;
}

}  // namespace

ExitModel load_exit_model(const std::filesystem::path& directory, model::Precision precision,
                          const std::vector<std::string>& labels) {
  const checkpoint::Checkpoint checkpoint =
      checkpoint::open_checkpoint(checkpoint::find_model(directory.string()));
  const checkpoint::SafetensorsFile off_ramps(checkpoint::find_model(directory.string()) /
                                              "off_ramps.safetensors");
  const auto metadata = off_ramps.metadata();
  const auto method = metadata.find("method");
  ExitModel found{method == metadata.end() ? "early exit" : method->second,
                  model::make_early_exit_model(checkpoint.config, *checkpoint.weights, off_ramps,
                                               {.precision = precision})};
  const std::vector<std::string>& own = found.model->config().labels.names;
  if (own != labels) {
    throw Error(ErrorCode::kUsage,
                fmt::format("{}: labels {}, where the cascade has {}; train its exits on the "
                            "cascade's last tier",
                            directory.string(), fmt::join(own, ", "), fmt::join(labels, ", ")));
  }
  return found;
}

ExitBaselines measure_exits(const ExitModel& exits, const cascade::Tier& encoder,
                            const LabelledTexts& texts, int batch, const MeasureOptions& options,
                            const Watch& watch) {
  const RecordedRun alone = run_alone(exits, encoder, texts, options, watch);
  ExitBaselines found{{exits.method, sweep_exits(alone)}, {exits.method, {}}};
  const double last_score = score_of_tier(alone, alone.tiers() - 1);
  for (const float threshold : thresholds_to_run(found.alone.points, last_score)) {
    watch(fmt::format("{} exits, batches of {}, threshold {:.3f}", exits.method, batch, threshold));
    const ExitRun run = run_exits_in_batches(*exits.model, encoder, texts.requests, batch,
                                             options.workers, kConfidence, threshold);
    std::vector<std::size_t> left(run.exits.begin(), run.exits.end());
    const auto deferred = static_cast<std::size_t>(
        std::ranges::count_if(run.exits, [](int exit) { return exit > 0; }));
    found.batches.points.push_back(
        {{threshold}, RunningScore(alone.grading, left).value(), run.seconds, deferred});
  }
  return found;
}

}  // namespace tango::evaluate
