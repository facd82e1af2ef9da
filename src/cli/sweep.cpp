#include "cli/sweep.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <numeric>
#include <span>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "evaluate/baseline/exit_baselines.h"
#include "evaluate/online.h"

namespace tango::cli {
namespace {

using base::OrderedJson;
using evaluate::Measurement;

constexpr std::size_t kMostTextsShown = 200;
constexpr std::array kLengths{8, 16, 32, 64, 128, 256};  ///< Upper bounds of groups, in tokens.

/// Deferred share by length and by right answer, at the cascade's first threshold.
void add_deferral(const cascade::Cascade& cascade, const Measurement& measured,
                  OrderedJson& errors) {
  const evaluate::RecordedRun& run = measured.alone.typical;
  const float threshold = cascade.thresholds().front();
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
  errors["deferral_by_tokens"] =
      evaluate::to_json(evaluate::deferral_by(run, threshold, groups, names));
  if (run.grading.truths.empty()) return;
  errors["deferral_by_label"] = evaluate::to_json(
      evaluate::deferral_by(run, threshold, run.grading.truths, cascade.labels().names));
}

/// What the cascade answers worse than one of its tiers.
OrderedJson worse_json(const cascade::Cascade& cascade, const evaluate::LabelledTexts& texts,
                       const evaluate::RecordedRun& run, bool with_texts) {
  const std::vector<std::size_t> worse = evaluate::answered_worse(run, cascade.thresholds());
  OrderedJson json{{"texts", worse.size()}, {"shown", OrderedJson::array()}};
  const std::vector<std::string>& labels = cascade.labels().names;
  for (const std::size_t text : std::span(worse).first(std::min(worse.size(), kMostTextsShown))) {
    OrderedJson one{{"row", text + 1}};
    const bool question = run.grading.truths.empty();
    if (!question) one["label"] = labels[static_cast<std::size_t>(run.grading.truths[text])];
    for (std::size_t tier = 0; tier < run.tiers(); ++tier) {
      OrderedJson own;
      if (question) {
        own["f1"] = run.grading.credits[tier][text];
      } else {
        own["label"] = labels[static_cast<std::size_t>(run.grading.labels[tier][text])];
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

/// Texts of the last tier's best batch, about.
int texts_of_batch(const Measurement& measured) {
  const cascade::BatchLimits& best = measured.limits.back();
  const auto tokens = static_cast<double>(
      std::accumulate(measured.tokens.begin(), measured.tokens.end(), std::int64_t{0}));
  const double fit = best.tokens * static_cast<double>(measured.tokens.size()) / tokens;
  return static_cast<int>(std::clamp(fit, 1.0, static_cast<double>(best.texts)));
}

std::string speedup_text(const OrderedJson& speedup) {
  return speedup.is_null() ? "never" : fmt::format("{:.2f}x", speedup.get<double>());
}

}  // namespace

void add_sweep_options(CLI::App& command, SweepSettings& settings) {
  CLI::Option* sweep = command.add_flag(
      "--sweep", settings.wanted,
      "Run every text through every tier, one at a time and in best batches, and add to the "
      "results "
      "what every threshold is worth, oracle and random deferral, and where the errors are");
  command
      .add_option("--tune", settings.tune,
                  "Choose thresholds on this split or file, and say what they are worth here")
      ->type_name("S|FILE")
      ->needs(sweep);
  command
      .add_option("--exits", settings.exits,
                  "The last tier with off-ramps, from `tango exits`; may be repeated")
      ->type_name("DIR")
      ->allow_extra_args(false)
      ->needs(sweep);
  command.add_option("--repeats", settings.measure.repeats, "How often everything is timed")
      ->type_name("N")
      ->check(CLI::Range(1, 1000))
      ->capture_default_str()
      ->needs(sweep);
  command
      .add_option("--share", settings.results.shares,
                  "Shares of the last tier's score to give speedups at; default: 0.99 and 0.98")
      ->type_name("S")
      ->check(CLI::Range(0.0, 1.0))
      ->allow_extra_args(false)
      ->needs(sweep);
  command
      .add_flag("--known-batches", settings.measure.known_batches,
                "Take the best batches as remembered on this machine; search only where none are")
      ->needs(sweep);
  command
      .add_option(
          "--online", settings.online_seconds,
          "Also let texts arrive one by one at random for so many seconds at each of several "
          "loads, and say how long they wait for their answers")
      ->type_name("SECONDS")
      ->check(CLI::PositiveNumber)
      ->needs(sweep);
  command
      .add_flag("--with-texts", settings.with_texts,
                "Texts that go wrong stand in the results themselves, not only their rows")
      ->needs(sweep);
}

OrderedJson sweep_json(const cascade::Cascade& cascade, const evaluate::LabelledTexts& texts,
                       const std::optional<evaluate::LabelledTexts>& tune,
                       const SweepSettings& settings, const evaluate::Watch& watch) {
  const Measurement measured = evaluate::measure(cascade, texts, settings.measure, watch);
  const cascade::Tier& last = cascade.tier(cascade.num_tiers() - 1);
  std::vector<evaluate::Baseline> alone, batches;
  const int batch = texts_of_batch(measured);
  for (const std::string& directory : settings.exits) {
    const auto exits =
        evaluate::load_exit_model(directory, last.model().precision(), cascade.labels().names);
    auto found = evaluate::measure_exits(exits, last, texts, batch, settings.measure, watch);
    alone.push_back(std::move(found.alone));
    batches.push_back(std::move(found.batches));
  }
  watch("resampling");
  OrderedJson json;
  json["settings"].push_back(evaluate::to_json(measured.alone, alone, settings.results));
  json["settings"].push_back(evaluate::to_json(measured.batches, batches, settings.results));
  if (tune && cascade.num_tiers() > 1) {
    const evaluate::MeasureOptions once{
        .repeats = 1, .workers = settings.measure.workers, .batches = measured.limits};
    const Measurement on_tune = evaluate::measure(cascade, *tune, once, watch);
    json["settings"][0]["tuned"] =
        evaluate::tuned_json(on_tune.alone, measured.alone, settings.results);
    json["settings"][1]["tuned"] =
        evaluate::tuned_json(on_tune.batches, measured.batches, settings.results);
  }
  for (std::size_t tier = 0; tier < measured.limits.size(); ++tier) {
    json["batches"].push_back({{"best", evaluate::to_string(measured.limits[tier])},
                               {"rates", evaluate::to_json(measured.rates[tier])}});
  }
  if (settings.online_seconds > 0) {
    const auto runs = evaluate::measure_online(
        cascade, texts.requests, measured.batches.typical,
        {.seconds = settings.online_seconds, .workers = settings.measure.workers}, watch);
    json["online"] = {{"seconds", settings.online_seconds}, {"runs", evaluate::to_json(runs)}};
  }
  json["errors"] = evaluate::errors_json(measured.alone.typical, measured.raw_confidences);
  if (cascade.num_tiers() > 1) {
    add_deferral(cascade, measured, json["errors"]);
    json["errors"]["worse_than_a_tier"] =
        worse_json(cascade, texts, measured.alone.typical, settings.with_texts);
  }
  return json;
}

std::string sweep_table(const OrderedJson& sweep) {
  std::string table;
  for (const OrderedJson& setting : sweep.at("settings")) {
    if (!setting.contains("speedups")) continue;
    table += fmt::format("\n{}\n{:<26}", setting.at("name").get<std::string>(), "speedup at");
    for (const OrderedJson& one : setting.at("speedups")) {
      table += fmt::format("{:>10.1f} %", 100 * one.at("share").get<double>());
    }
    const auto row = [&](const std::string& name, const OrderedJson& speedups, auto value) {
      table += fmt::format("\n{:<26}", name);
      for (const OrderedJson& one : speedups) table += fmt::format("{:>12}", value(one));
    };
    const auto plain = [](const OrderedJson& one) { return speedup_text(one.at("speedup")); };
    row("cascade, read off here", setting.at("speedups"), [](const OrderedJson& one) {
      return one.at("paper").is_null() ? "never" : speedup_text(one.at("paper").at("speedup"));
    });
    if (setting.contains("tuned")) {
      row("cascade, chosen elsewhere", setting.at("tuned"), [](const OrderedJson& one) {
        return one.contains("report") ? speedup_text(one.at("report").at("speedup")) : "never";
      });
      row("  share that it kept", setting.at("tuned"), [](const OrderedJson& one) {
        if (!one.contains("report")) return std::string();
        return fmt::format("{:.2f} %", 100 * one.at("report").at("kept").get<double>());
      });
    }
    row("oracle", setting.at("oracle").at("speedups"), plain);
    row("random deferral", setting.at("random").at("speedups"),
        [](const OrderedJson& one) { return speedup_text(one.at("speedup").at("mean")); });
    for (const OrderedJson& baseline : setting.at("baselines")) {
      row(baseline.at("name").get<std::string>(), baseline.at("speedups"), plain);
    }
    table += "\n";
  }
  if (!sweep.contains("online")) return table;
  table += fmt::format("\narriving at random\n{:<12}{:>8}{:>13}{:>12}{:>12}{:>12}\n", "", "load",
                       "texts/s", "wait, ms", "p50, ms", "p99, ms");
  for (const OrderedJson& run : sweep.at("online").at("runs")) {
    table +=
        fmt::format("{:<12}{:>6.0f} %{:>13.1f}{:>12}{:>12.2f}{:>12.2f}\n",
                    run.at("system").get<std::string>(), 100 * run.at("load").get<double>(),
                    run.at("arriving_per_s").get<double>(), run.at("max_batch_wait_ms").get<int>(),
                    run.at("p50_ms").get<double>(), run.at("p99_ms").get<double>());
  }
  return table;
}

}  // namespace tango::cli
