// tango bench: how fast a model or cascade is on this machine.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <tango/error.h>

#include "base/cpu_count.h"
#include "cascade/tier.h"
#include "checkpoint/known_config.h"
#include "cli/commands.h"
#include "cli/input_options.h"
#include "cli/machine.h"
#include "cli/model_options.h"
#include "cli/output.h"
#include "cli/random_model.h"
#include "cli/shape_runner.h"
#include "cli/timing.h"
#include "command/exit_status.h"
#include "command/numbers.h"

namespace tango::cli {
namespace {

struct BenchOptions {
  ModelOptions model;
  InputOptions input;
  std::string random;
  std::vector<std::string> shapes;
  std::string order = "as-is";
  RepeatOptions repeat;
  bool json = false;
};

struct Measurement {
  base::OrderedJson work;  ///< What was run: {"shape": …}, or {"input": …, "order": …}.
  double texts = 0;        ///< Of one run.
  double tokens = 0;       ///< Of one run, as the last tier reads all its texts.
  std::vector<double> milliseconds;
};

std::vector<Measurement> bench_shapes(const BenchOptions& options, const model::Model& model) {
  std::vector<Measurement> measured;
  for (const std::string& name : options.shapes) {
    const auto [texts_per_batch, tokens_per_text] = command::parse_shape(name, "--shape");
    ShapeRunner runner(model, {texts_per_batch, tokens_per_text}, options.model.workers);
    const double texts = texts_per_batch;
    measured.push_back({{{"shape", name}, {"precision", to_string(model.precision())}},
                        texts,
                        texts * tokens_per_text,
                        time_runs([&] { runner.run(); }, options.repeat)});
  }
  return measured;
}

std::vector<Measurement> bench_shapes(const BenchOptions& options) {
  if (!options.random.empty()) {
    const auto precision = chosen_precision(options.model).value_or(model::Precision::kFloat32);
    return bench_shapes(options, *make_random_model(options.random, precision));
  }
  const cascade::Cascade cascade = load_cascade(options.model);
  const int tier = pinned_tier(options.model, cascade).value_or(cascade.num_tiers());
  return bench_shapes(options, cascade.tier(tier - 1).model());
}

Measurement bench_input(const BenchOptions& options) {
  const cascade::Cascade cascade = load_cascade(
      options.model, {options.input.path, reader_options(options.input)}, options.json);
  const std::optional<int> tier = pinned_tier(options.model, cascade);
  const auto reader = task::open_reader(options.input.path, reader_options(options.input));
  const cascade::Tier& last = cascade.tier(tier.value_or(cascade.num_tiers()) - 1);

  std::string precisions;  // of each tier
  for (int i = 0; i < cascade.num_tiers(); ++i) {
    precisions += (i == 0 ? "" : ", ");
    precisions += to_string(cascade.tier(i).model().precision());
  }
  Measurement measured{
      .work = {{"input", options.input.path}, {"order", options.order}, {"precision", precisions}},
      .milliseconds = {}};
  std::vector<std::pair<int, cascade::Request>> sized;
  task::Record record;
  while (reader->next(record)) {
    cascade::Request request{.text = record.text,
                             .pair = record.pair,
                             .threshold = record.threshold,
                             .tier = record.tier ? record.tier : tier};
    const int tokens = cascade::tokens_of(last.encode(request));
    measured.tokens += tokens;
    sized.emplace_back(tokens, std::move(request));
  }
  if (sized.empty()) {
    throw Error(ErrorCode::kInvalidInput, options.input.path + ": holds no texts to time");
  }
  measured.texts = static_cast<double>(sized.size());
  if (options.order == "sorted") {
    std::ranges::stable_sort(sized, {}, [](const auto& item) { return item.first; });
  }
  std::vector<cascade::Request> requests;
  requests.reserve(sized.size());
  for (auto& [tokens, request] : sized) requests.push_back(std::move(request));
  const cascade::PipelineOptions pipeline = pipeline_options(options.model, cascade);
  measured.milliseconds =
      time_runs([&] { (void)cascade::classify(cascade, requests, pipeline); }, options.repeat);
  return measured;
}

int worker_count(const BenchOptions& options) {
  return options.model.workers > 0 ? options.model.workers : base::usable_cpus();
}

void check(const BenchOptions& options) {
  if (options.shapes.empty() == options.input.path.empty()) {
    throw Error(ErrorCode::kUsage, "what to run? Give --shape TEXTS,TOKENS or --input FILE");
  }
  if (!options.random.empty() &&
      (options.shapes.empty() || !options.model.model.empty() || !options.model.cascade.empty())) {
    throw Error(ErrorCode::kUsage,
                "--random stands for --model, and goes with --shape: it has no tokenizer");
  }
  if (options.order != "as-is" && options.order != "sorted") {
    throw Error(ErrorCode::kUsage,
                fmt::format("--order {}: not known; expected as-is or sorted", options.order));
  }
}

base::OrderedJson to_json(const Measurement& measured, const BenchOptions& options) {
  const Spread spread = spread_of(measured.milliseconds);
  base::OrderedJson json{{"texts_per_s", measured.texts / spread.median * 1e3},
                         {"tokens_per_s", measured.tokens / spread.median * 1e3},
                         {"ms_p50", spread.median},
                         {"ms_fastest", spread.fastest},
                         {"ms_slowest", spread.slowest},
                         {"ms_deviation", spread.deviation},
                         {"texts", static_cast<std::int64_t>(measured.texts)},
                         {"tokens", static_cast<std::int64_t>(measured.tokens)},
                         {"workers", worker_count(options)},
                         {"peak_resident_mb", std::round(peak_resident_mb())},
                         {"runs", measured.milliseconds},
                         {"machine", machine_json()}};
  json.update(measured.work);
  return json;
}

std::string to_row(const Measurement& measured) {
  const Spread spread = spread_of(measured.milliseconds);
  return fmt::format(
      "{:>7.0f} {:>9.0f} {:>11.1f} {:>10.0f} {:>10.2f} {:>10.2f} {:>10.2f} {:>7.2f} {:>5}\n",
      measured.texts, measured.tokens, measured.texts / spread.median * 1e3,
      measured.tokens / spread.median * 1e3, spread.median, spread.fastest, spread.slowest,
      spread.deviation, measured.milliseconds.size());
}

std::string to_table(const std::vector<Measurement>& measured, const BenchOptions& options) {
  std::string table = readable_machine(machine_json());
  table += fmt::format("precision {}, {} workers, {:.0f} MB resident at most\n\n",
                       measured.front().work.at("precision").get<std::string>(),
                       worker_count(options), peak_resident_mb());
  table +=
      fmt::format("{:>7} {:>9} {:>11} {:>10} {:>10} {:>10} {:>10} {:>7} {:>5}\n", "texts", "tokens",
                  "texts/s", "tokens/s", "median ms", "fastest", "slowest", "dev.", "runs");
  for (const Measurement& one : measured) table += to_row(one);
  return table;
}

int bench(const BenchOptions& options) {
  check(options);
  const std::vector<Measurement> measured =
      options.shapes.empty() ? std::vector{bench_input(options)} : bench_shapes(options);
  std::string text;
  if (options.json) {
    for (const Measurement& one : measured) text += to_json(one, options).dump() + "\n";
  } else {
    text = to_table(measured, options);
  }
  write_whole("-", text);
  return command::kSuccess;
}

}  // namespace

void add_bench(CLI::App& program, Command& chosen) {
  const auto options = std::make_shared<BenchOptions>();
  options->input.path.clear();
  CLI::App& command = *program.add_subcommand(
      "bench", "Texts and tokens a second, the median of repeated runs after a warm-up");
  add_model_choice(command, options->model);
  command
      .add_option("--random", options->random,
                  fmt::format("In place of a model: random weights of the size of {}",
                              fmt::join(checkpoint::known_config_names(), ", ")))
      ->type_name("NAME");
  command
      .add_option("--shape", options->shapes,
                  "A batch of TEXTS texts of TOKENS random tokens, shared by the workers, through "
                  "the model alone (of a cascade: the last tier's, or --tier's); may be repeated")
      ->type_name("TEXTS,TOKENS")
      ->allow_extra_args(false);
  command.add_option("--input", options->input.path, "File of texts, tokenization included")
      ->type_name("FILE");
  command.add_option("--order", options->order, "as-is or sorted (by length)")
      ->type_name("ORDER")
      ->capture_default_str();
  command
      .add_option("--repeats", options->repeat.repeats,
                  "Timed runs, at least; more until they took a second together")
      ->type_name("N")
      ->check(CLI::Range(1, 1'000'000))
      ->capture_default_str();
  command.add_option("--warm-ups", options->repeat.warm_ups, "Runs before, not timed")
      ->type_name("N")
      ->check(CLI::Range(0, 1'000'000))
      ->capture_default_str();
  add_run_options(command, options->model);
  add_policy_options(command, options->model);
  add_input_options(command, options->input);
  command.add_flag("--json", options->json, "As JSON, a line for each shape or input");
  command.footer(
      "Example:\n"
      "  tango bench --random bert-base --shape 1,16 --shape 32,64\n"
      "  tango bench --model models/sst2-minilm --input test.tsv --order sorted --json\n");
  command.callback([options, &chosen] { chosen = [options] { return bench(*options); }; });
}

}  // namespace tango::cli
