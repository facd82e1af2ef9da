#include "evaluate/report/results_json.h"

#include <utility>

#include "evaluate/agreement.h"
#include "evaluate/baseline/oracle.h"
#include "evaluate/baseline/random_deferral.h"
#include "evaluate/error_analysis.h"
#include "evaluate/resampling.h"
#include "evaluate/tier_recorder.h"

namespace tango::evaluate {
namespace {

using base::OrderedJson;

constexpr std::size_t kQuantiles = 10;
constexpr std::size_t kPointsOfAHalf = 200'000;
constexpr std::size_t kReliabilityBins = 15;
constexpr std::size_t kHistogramBins = 50;

/// The last tier alone: what every speedup and every share is of.
struct Whole {
  double score;
  double seconds;
  std::size_t texts;

  explicit Whole(const RecordedRun& run)
      : score(score_of_tier(run, run.tiers() - 1)),
        seconds(seconds_of_tier(run, run.tiers() - 1)),
        texts(run.texts()) {}

  [[nodiscard]] double kept(double of) const { return score == 0 ? 0 : of / score; }
  [[nodiscard]] double deferral_rate(std::size_t deferred) const {
    return texts == 0 ? 0 : static_cast<double>(deferred) / static_cast<double>(texts);
  }
};

/// A number per tier but the last, or a list of one per label.
OrderedJson thresholds_json(std::span<const cascade::Threshold> thresholds) {
  OrderedJson json = OrderedJson::array();
  for (const cascade::Threshold& threshold : thresholds) json.push_back(to_json(threshold));
  return json;
}

OrderedJson to_json(const Band& band) {
  return {{"mean", band.mean}, {"p5", band.low}, {"median", band.median}, {"p95", band.high}};
}

OrderedJson curve_json(std::span<const SweepPoint> points, const Whole& whole,
                       std::size_t most_points) {
  OrderedJson curve{{"speedup", OrderedJson::array()},
                    {"score", OrderedJson::array()},
                    {"kept", OrderedJson::array()},
                    {"deferral_rate", OrderedJson::array()},
                    {"thresholds", OrderedJson::array()}};
  for (const SweepPoint& point : thinned(points, most_points)) {
    curve["speedup"].push_back(whole.seconds / point.seconds);
    curve["score"].push_back(point.score);
    curve["kept"].push_back(whole.kept(point.score));
    curve["deferral_rate"].push_back(whole.deferral_rate(point.deferred));
    curve["thresholds"].push_back(thresholds_json(point.thresholds));
  }
  if (!points.empty() && points.front().thresholds.empty()) curve.erase("thresholds");
  return curve;
}

/// Of each of the points, where answers are labels.
OrderedJson agreement_json(const RecordedRun& run, std::span<const SweepPoint> points) {
  OrderedJson column = OrderedJson::array();
  for (const SweepPoint& point : points) {
    const AgreementCount found = agreement_of(run, point.thresholds).all;
    column.push_back(static_cast<double>(found.agreeing) / static_cast<double>(found.texts));
  }
  return column;
}

OrderedJson to_json(const SpeedupAt& speedup, const Whole& whole) {
  return {{"thresholds", thresholds_json(speedup.point.thresholds)},
          {"deferral_rate", whole.deferral_rate(speedup.point.deferred)},
          {"score", speedup.point.score},
          {"kept", whole.kept(speedup.point.score)},
          {"speedup", speedup.mean},
          {"deviation", speedup.deviation}};
}

/// speedup@ of a curve, and nothing more: null where it never keeps the share.
OrderedJson speedups_of(std::span<const SweepPoint> points, const Whole& whole,
                        const std::vector<double>& shares) {
  OrderedJson json = OrderedJson::array();
  for (const double share : shares) {
    const auto point = fastest_that_keeps(points, whole.score, share);
    json.push_back({{"share", share},
                    {"speedup", point ? OrderedJson(whole.seconds / point->seconds) : nullptr}});
  }
  return json;
}

/// The share kept and the speedup at fixed thresholds, on other texts of the same kind.
void add_intervals(const RecordedRun& run, std::span<const cascade::Threshold> thresholds,
                   const ResultsOptions& options, OrderedJson& json) {
  const std::vector<Band> bands =
      bootstrap(run, options.resamples, options.seed, [&](const RecordedRun& drawn) {
        const Whole whole(drawn);
        const SweepPoint point = cascade_at(drawn, thresholds);
        return std::vector<std::optional<double>>{whole.kept(point.score),
                                                  whole.seconds / point.seconds};
      });
  const auto interval = [](const Band& band) {
    return OrderedJson::array({band.lower_limit, band.upper_limit});
  };
  json["kept_interval"] = interval(bands[0]);
  json["speedup_interval"] = interval(bands[1]);
}

OrderedJson to_json(std::span<const HalfSplit> splits, double share) {
  std::vector<double> kept, speedups;
  double reached = 0;
  for (const HalfSplit& split : splits) {
    kept.push_back(split.kept);
    speedups.push_back(split.speedup);
    if (split.kept >= share) ++reached;
  }
  const auto count = static_cast<double>(kept.size());
  return {{"splits", kept.size()},
          {"kept", to_json(band_of(std::move(kept)))},
          {"speedup", to_json(band_of(std::move(speedups)))},
          {"kept_the_share", count == 0 ? 0 : reached / count}};
}

/// The curve, and by the paper's protocol and on half-splits what each share gives. `resampled`: of
/// each share.
void add_thresholds(const Setting& setting, const Whole& whole, const ResultsOptions& options,
                    bool per_class, std::span<const Band> resampled, OrderedJson& json) {
  const std::vector<SweepPoint> points = sweep(setting.typical, {.per_class = per_class});
  const auto splits =
      half_splits(setting.typical, options.shares, options.half_splits, options.seed,
                  {.most_points = kPointsOfAHalf, .per_class = per_class});
  json["curve"] = curve_json(points, whole, options.most_points);
  if (!setting.typical.grading.labels.empty()) {
    json["curve"]["agreement"] =
        agreement_json(setting.typical, thinned(points, options.most_points));
  }
  json["speedups"] = OrderedJson::array();
  for (std::size_t i = 0; i < options.shares.size(); ++i) {
    const double share = options.shares[i];
    const auto found = speedup_of_repeats(setting, points, share);
    OrderedJson entry{{"share", share}};
    entry["paper"] = found ? to_json(*found, whole) : OrderedJson();
    if (found) entry["paper"]["resampled"] = to_json(resampled[i]);
    entry["half_splits"] = to_json(splits[i], share);
    json["speedups"].push_back(std::move(entry));
  }
  for (const double score : options.scores) {
    const auto found = fastest_that_keeps(points, score, 1);
    json["at_scores"].push_back(
        {{"score", score},
         {"speedup", found ? OrderedJson(whole.seconds / found->seconds) : nullptr}});
  }
}

OrderedJson random_json(const RecordedRun& run, const Whole& whole, const ResultsOptions& options) {
  const RandomDeferral found = random_deferral(
      run, {.draws = options.draws, .shares = options.shares, .seed = options.seed});
  OrderedJson json;
  OrderedJson& curve = json["curve"];
  for (const RandomDeferral::Point& point : found.curve) {
    curve["deferral_rate"].push_back(point.deferral_rate);
    curve["speedup"].push_back(whole.seconds / point.seconds.mean);
    curve["score"].push_back(point.score.mean);
    curve["kept"].push_back(whole.kept(point.score.mean));
    curve["kept_p5"].push_back(whole.kept(point.score.low));
    curve["kept_p95"].push_back(whole.kept(point.score.high));
  }
  for (std::size_t i = 0; i < options.shares.size(); ++i) {
    std::vector<double> speedups = found.seconds_that_keep[i];
    for (double& value : speedups) value = whole.seconds / value;
    json["speedups"].push_back(
        {{"share", options.shares[i]}, {"speedup", to_json(band_of(std::move(speedups)))}});
  }
  return json;
}

OrderedJson oracle_json(const RecordedRun& run, const Whole& whole, const ResultsOptions& options) {
  const Oracle best = oracle(run);
  return {{"by_time", curve_json(best.by_time, whole, options.most_points)},
          {"by_count", curve_json(best.by_count, whole, options.most_points)},
          {"speedups", speedups_of(best.by_time, whole, options.shares)}};
}

std::vector<double> credits_of(const RecordedRun& run, std::size_t tier) {
  std::vector<double> credits;
  credits.reserve(run.texts());
  for (std::size_t text = 0; text < run.texts(); ++text) {
    credits.push_back(credit_of(run.grading, tier, text));
  }
  return credits;
}

OrderedJson reliability_json(std::span<const float> confidences, std::span<const double> credits) {
  const std::vector<ReliabilityBin> bins = reliability(confidences, credits, kReliabilityBins);
  OrderedJson json{{"ece", expected_calibration_error(bins)}};
  for (const ReliabilityBin& bin : bins) {
    json["bins"].push_back({{"lowest", bin.lowest},
                            {"highest", bin.highest},
                            {"texts", bin.texts},
                            {"confidence", bin.confidence},
                            {"credit", bin.credit}});
  }
  return json;
}

}  // namespace

OrderedJson to_json(std::span<const BatchRate> rates) {
  OrderedJson json = OrderedJson::array();
  for (const BatchRate& rate : rates) {
    OrderedJson one{{rate.limits.tokens == kAnyTokens ? "texts" : "tokens",
                     rate.limits.tokens == kAnyTokens ? rate.limits.texts : rate.limits.tokens}};
    one["texts_per_batch"] = rate.texts_per_batch;
    one["texts_per_s"] = rate.texts_per_s;
    json.push_back(std::move(one));
  }
  return json;
}

OrderedJson to_json(std::span<const GroupDeferral> groups) {
  OrderedJson json = OrderedJson::array();
  for (const GroupDeferral& group : groups) {
    json.push_back({{"name", group.name}, {"texts", group.texts}, {"deferred", group.deferred}});
  }
  return json;
}

OrderedJson to_json(std::span<const OnlineRun> runs) {
  OrderedJson json = OrderedJson::array();
  for (const OnlineRun& run : runs) {
    json.push_back({{"system", run.system},
                    {"load", run.load},
                    {"arriving_per_s", run.options.texts_per_s},
                    {"texts", run.latency.texts},
                    {"p50_ms", run.latency.p50_ms},
                    {"p95_ms", run.latency.p95_ms},
                    {"p99_ms", run.latency.p99_ms},
                    {"answered_per_s", run.latency.answered_per_s},
                    {"deferral_rate", run.latency.deferral_rate}});
  }
  return json;
}

OrderedJson to_json(const Setting& setting, std::span<const Baseline> baselines,
                    const ResultsOptions& options) {
  const RecordedRun& run = setting.typical;
  const Whole whole(run);
  const Resampled resampled = resample(run, options.shares, options.resamples, options.seed);
  OrderedJson json{{"name", setting.name}, {"repeats", setting.repeats.size()}};
  for (std::size_t tier = 0; tier < run.tiers(); ++tier) {
    const double seconds = seconds_of_tier(run, tier);
    const double score = score_of_tier(run, tier);
    json["tiers"].push_back({{"score", score},
                             {"score_resampled", to_json(resampled.scores[tier])},
                             {"kept", whole.kept(score)},
                             {"seconds", seconds},
                             {"texts_per_s", static_cast<double>(run.texts()) / seconds},
                             {"speedup", whole.seconds / seconds}});
  }
  if (run.tiers() < 2) return json;
  add_thresholds(setting, whole, options, false, resampled.speedups, json);
  if (!options.deployed.empty()) {
    json["deployed"] = to_json(at_thresholds(setting, options.deployed, served_at), whole);
  }
  if (!run.grading.labels.empty()) {
    add_thresholds(setting, whole, options, true, resampled.class_speedups, json["per_class"]);
  }
  json["oracle"] = oracle_json(run, whole, options);
  json["random"] = random_json(run, whole, options);
  json["baselines"] = OrderedJson::array();
  for (const Baseline& baseline : baselines) {
    json["baselines"].push_back(
        {{"name", baseline.name},
         {"curve", curve_json(baseline.points, whole, options.most_points)},
         {"speedups", speedups_of(baseline.points, whole, options.shares)}});
  }
  return json;
}

OrderedJson tuned_json(const Setting& tune, const Setting& report, const ResultsOptions& options,
                       bool per_class) {
  OrderedJson json = OrderedJson::array();
  const Whole on_tune(tune.typical);
  const Whole on_report(report.typical);
  const std::vector<SweepPoint> points = sweep(tune.typical, {.per_class = per_class});
  for (const double share : options.shares) {
    OrderedJson entry{{"share", share}};
    const auto point = fastest_that_keeps(points, on_tune.score, share);
    if (point) {
      entry["tune"] = {{"kept", on_tune.kept(point->score)},
                       {"score", point->score},
                       {"speedup", on_tune.seconds / point->seconds}};
      entry["report"] = to_json(at_thresholds(report, point->thresholds), on_report);
      add_intervals(report.typical, point->thresholds, options, entry["report"]);
    }
    json.push_back(std::move(entry));
  }
  return json;
}

OrderedJson errors_json(const RecordedRun& run, std::span<const std::vector<float>> raw) {
  OrderedJson json;
  for (const ConfidenceQuantile& part : confidence_quantiles(run, kQuantiles)) {
    json["quantiles"].push_back({{"lowest", part.lowest},
                                 {"highest", part.highest},
                                 {"texts", part.texts},
                                 {"fixed", part.fixed},
                                 {"introduced", part.introduced},
                                 {"first", part.first_credit},
                                 {"last", part.last_credit}});
  }
  for (std::size_t tier = 0; tier < run.tiers(); ++tier) {
    const std::vector<double> credits = credits_of(run, tier);
    OrderedJson histogram = OrderedJson::array();
    for (const ReliabilityBin& bin : reliability(run.confidences[tier], credits, kHistogramBins)) {
      histogram.push_back(bin.texts);
    }
    json["tiers"].push_back({{"reliability", reliability_json(run.confidences[tier], credits)},
                             {"without_temperature", reliability_json(raw[tier], credits)},
                             {"histogram", std::move(histogram)}});
  }
  return json;
}

}  // namespace tango::evaluate
