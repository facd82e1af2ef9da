#include "evaluate/sweep_results.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <numeric>
#include <span>

#include <fmt/format.h>

#include <tango/error.h>

#include "evaluate/baseline/exit_baselines.h"
#include "evaluate/comparison.h"
#include "evaluate/deployed.h"
#include "evaluate/machine.h"
#include "evaluate/metric_choice.h"
#include "evaluate/online.h"

namespace tango::evaluate {
namespace {

using base::OrderedJson;

constexpr std::size_t kMostTextsShown = 200;
constexpr std::array kLengths{8, 16, 32, 64, 128, 256};  ///< Upper bounds of groups, in tokens.

/// Deferred share by length and by right answer, at the cascade's first threshold.
void add_deferral(const cascade::Cascade& cascade, const Measurement& measured,
                  OrderedJson& errors) {
  const RecordedRun& run = measured.alone.typical;
  const cascade::Threshold& threshold = cascade.thresholds().front();
  std::vector<std::string> names;
  int from = 1;
  for (const int most : kLengths) {
    names.push_back(fmt::format("{} … {}", from, most));
    from = most + 1;
  }
  names.push_back(fmt::format("from {}", from));
  std::vector<int> groups;
  groups.reserve(measured.tokens.size());
  for (const int tokens : measured.tokens) {
    groups.push_back(
        static_cast<int>(std::ranges::lower_bound(kLengths, tokens) - kLengths.begin()));
  }
  errors["deferral_by_tokens"] = to_json(deferral_by(run, threshold, groups, names));
  if (run.grading.truths.empty()) return;
  errors["deferral_by_label"] =
      to_json(deferral_by(run, threshold, run.grading.truths, cascade.labels().names));
}

/// What the cascade answers worse than one of its tiers.
OrderedJson worse_json(const cascade::Cascade& cascade, const LabelledTexts& texts,
                       const RecordedRun& run, bool with_texts) {
  const std::vector<std::size_t> worse = answered_worse(run, cascade.thresholds());
  OrderedJson json{{"texts", worse.size()}, {"shown", OrderedJson::array()}};
  const char* const credit = texts.answers.empty() ? "all_labels_right" : "f1";
  const std::vector<std::string>& labels = cascade.labels().names;
  for (const std::size_t text : std::span(worse).first(std::min(worse.size(), kMostTextsShown))) {
    OrderedJson one{{"row", text + 1}};
    const bool has_label = !run.grading.truths.empty();
    if (has_label) one["label"] = labels[static_cast<std::size_t>(run.grading.truths[text])];
    for (std::size_t tier = 0; tier < run.tiers(); ++tier) {
      OrderedJson own;
      if (has_label) {
        own["label"] = labels[static_cast<std::size_t>(run.grading.labels[tier][text])];
      } else {
        own[credit] = run.grading.credits[tier][text];
      }
      own["confidence"] = base::shortest(run.confidences[tier][text]);
      one["tiers"].push_back(std::move(own));
    }
    if (with_texts) {
      one["text"] = texts.requests[text].text;
      if (texts.requests[text].pair) one["pair"] = *texts.requests[text].pair;
    }
    json["shown"].push_back(std::move(one));
  }
  return json;
}

/// Speedups at which a rival is compared.
constexpr std::array kSpeedups{1.2, 1.5, 2.0,  2.5,  3.0,  4.0,  5.0,
                               6.0, 8.0, 10.0, 15.0, 20.0, 30.0, 40.0};

/// How far behind a rival is still not inferior, in the metric.
double margin_of(task::Metric metric) { return metric == task::Metric::kMatthews ? 0.02 : 0.005; }

OrderedJson comparison_json(const std::string& name, const Contender& ours, const Contender& rival,
                            const ResultsOptions& options) {
  const double margin = margin_of(ours.report.grading.metric);
  OrderedJson json{{"name", name}, {"margin", margin}, {"points", OrderedJson::array()}};
  for (const Comparison& one :
       compare(ours, rival, kSpeedups,
               {.margin = margin, .resamples = options.resamples, .seed = options.seed})) {
    json["points"].push_back({{"speedup", one.speedup},
                              {"score", one.score},
                              {"rival_score", one.other_score},
                              {"difference", one.difference},
                              {"low", one.low},
                              {"high", one.high},
                              {"verdict", to_string(one.verdict)}});
  }
  return json;
}

/// With thresholds of `tune`, or where there is none, of the very texts.
void add_rivals(const Measurement& measured, const Measurement* on_tune, const LabelledTexts& texts,
                const std::optional<LabelledTexts>& tune, const SweepSettings& settings,
                const Watch& watch, OrderedJson& json) {
  const MeasureOptions options{
      .repeats = 1, .workers = settings.measure.workers, .known_batches = true};
  for (const Rival& rival : settings.rivals) {
    const auto named = [&](const std::string& what) { watch(rival.name + ": " + what); };
    const Measurement here = measure(rival.cascade, texts, options, named);
    std::optional<Measurement> there;
    if (on_tune != nullptr) there = measure(rival.cascade, *tune, options, named);
    const Measurement& chosen = on_tune != nullptr ? *on_tune : measured;
    const Measurement& rival_chosen = there ? *there : here;
    watch("comparing with " + rival.name);
    json["settings"][0]["rivals"].push_back(
        comparison_json(rival.name, {chosen.alone.typical, measured.alone.typical},
                        {rival_chosen.alone.typical, here.alone.typical}, settings.results));
    json["settings"][1]["rivals"].push_back(
        comparison_json(rival.name, {chosen.batches.typical, measured.batches.typical},
                        {rival_chosen.batches.typical, here.batches.typical}, settings.results));
  }
}

/// Texts of the last tier's best batch, about.
int texts_of_batch(const Measurement& measured) {
  const cascade::BatchLimits& best = measured.limits.back();
  const auto tokens = static_cast<double>(
      std::accumulate(measured.tokens.begin(), measured.tokens.end(), std::int64_t{0}));
  const double fit = best.tokens * static_cast<double>(measured.tokens.size()) / tokens;
  return static_cast<int>(std::clamp(fit, 1.0, static_cast<double>(best.texts)));
}

}  // namespace

void require_sweepable(const cascade::Cascade& cascade) {
  if (answers_are_numbers(cascade.labels())) {
    throw Error(ErrorCode::kUnsupported,
                "a sweep counts answers that are right; this model gives a number, which is scored "
                "without a sweep alone",
                {"sweep"});
  }
  for (int tier = 0; tier < cascade.num_tiers(); ++tier) {
    if (cascade.tier(tier).endpoint() == nullptr) continue;
    const bool is_asked = cascade.tier(tier).is_asked();
    throw Error(
        ErrorCode::kUnsupported,
        fmt::format("a sweep measures every tier on this machine, and tier {} {}; without a sweep "
                    "the answers are scored as the cascade gives them, and `tango calibrate{}` "
                    "says what its thresholds keep and cost",
                    tier + 1, is_asked ? "is asked and can't be called" : "is an endpoint",
                    is_asked ? " --reference FILE" : ""),
        {"sweep"});
  }
}

OrderedJson sweep_json(const cascade::Cascade& cascade, const LabelledTexts& texts,
                       const std::optional<LabelledTexts>& tune, const SweepSettings& settings,
                       const Watch& watch) {
  const Measurement measured = measure(cascade, texts, settings.measure, watch);
  const cascade::Tier& last = cascade.tier(cascade.num_tiers() - 1);
  std::vector<Baseline> alone, batches;
  const int batch = texts_of_batch(measured);
  for (const std::filesystem::path& directory : settings.exits) {
    const auto exits = load_exit_model(directory, last.model().precision(), cascade.labels().names);
    auto found = measure_exits(exits, last, texts, batch, settings.measure, watch);
    alone.push_back(std::move(found.alone));
    batches.push_back(std::move(found.batches));
  }
  watch("resampling");
  OrderedJson json;
  ResultsOptions results = settings.results;
  results.deployed = cascade.thresholds();
  json["workers"] = settings.measure.workers;
  json["settings"].push_back(to_json(measured.alone, alone, results));
  json["settings"].push_back(to_json(measured.batches, batches, results));
  std::optional<Measurement> on_tune;
  if (tune && (cascade.num_tiers() > 1 || !settings.rivals.empty())) {
    const MeasureOptions once{
        .repeats = 1, .workers = settings.measure.workers, .batches = measured.limits};
    on_tune = measure(cascade, *tune, once, watch);
  }
  if (on_tune && cascade.num_tiers() > 1) {
    json["settings"][0]["tuned"] = tuned_json(on_tune->alone, measured.alone, settings.results);
    json["settings"][1]["tuned"] = tuned_json(on_tune->batches, measured.batches, settings.results);
    if (!tune->truths.empty()) {
      json["settings"][0]["per_class"]["tuned"] =
          tuned_json(on_tune->alone, measured.alone, settings.results, true);
      json["settings"][1]["per_class"]["tuned"] =
          tuned_json(on_tune->batches, measured.batches, settings.results, true);
    }
  }
  add_rivals(measured, on_tune ? &*on_tune : nullptr, texts, tune, settings, watch, json);
  for (std::size_t tier = 0; tier < measured.limits.size(); ++tier) {
    json["batches"].push_back(
        {{"best", to_string(measured.limits[tier])}, {"rates", to_json(measured.rates[tier])}});
  }
  if (settings.online_seconds > 0) {
    const auto runs = measure_online(
        cascade, texts.requests, measured.batches.typical,
        {.seconds = settings.online_seconds, .workers = settings.measure.workers}, watch);
    json["online"] = {{"seconds", settings.online_seconds}, {"runs", to_json(runs)}};
  }
  json["errors"] = errors_json(measured.alone.typical, measured.raw_confidences);
  if (cascade.num_tiers() > 1) {
    add_deferral(cascade, measured, json["errors"]);
    json["errors"]["worse_than_a_tier"] =
        worse_json(cascade, texts, measured.alone.typical, settings.with_texts);
    json["deployed"] = deployed_json(cascade, texts, measured.alone.typical, settings.with_texts);
  }
  json["machine"] = machine_json();
  return json;
}

}  // namespace tango::evaluate
