// tango bench: how fast a model or cascade is on this machine.
#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <tango/error.h>

#include "base/cpu_count.h"
#include "cascade/tier.h"
#include "cli/commands.h"
#include "cli/exit_status.h"
#include "cli/input_options.h"
#include "cli/machine.h"
#include "cli/model_options.h"
#include "cli/numbers.h"
#include "cli/output.h"
#include "cli/random_model.h"
#include "cli/shape_runner.h"
#include "cli/timing.h"

namespace tango::cli {
namespace {

struct BenchOptions {
  ModelOptions model;
  InputOptions input;
  std::string random;
  std::string shape;
  std::string order = "as-is";
  RepeatOptions repeat;
  bool json = false;
};

struct Measurement {
  double texts = 0;   ///< Of one run.
  double tokens = 0;  ///< Of one run, as the last tier reads all its texts.
  std::vector<double> milliseconds;
};

Measurement bench_shape(const BenchOptions& options, const model::Model& model) {
  const BatchShape shape = parse_shape(options.shape);
  ShapeRunner runner(model, shape, options.model.workers);
  const double texts = shape.texts;
  return {texts, texts * shape.tokens, time_runs([&] { runner.run(); }, options.repeat)};
}

Measurement bench_shape(const BenchOptions& options) {
  if (!options.random.empty()) {
    const auto precision = chosen_precision(options.model).value_or(model::Precision::kFloat32);
    return bench_shape(options, *make_random_model(options.random, precision));
  }
  const cascade::Cascade cascade = load_cascade(options.model);
  const int tier = pinned_tier(options.model, cascade).value_or(cascade.num_tiers());
  return bench_shape(options, cascade.tier(tier - 1).model());
}

Measurement bench_input(const BenchOptions& options) {
  const cascade::Cascade cascade = load_cascade(options.model);
  const std::optional<int> tier = pinned_tier(options.model, cascade);
  const auto reader = task::open_reader(options.input.path, reader_options(options.input));
  const cascade::Tier& last = cascade.tier(tier.value_or(cascade.num_tiers()) - 1);

  Measurement measured;
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

void check(const BenchOptions& options) {
  if (options.shape.empty() == options.input.path.empty()) {
    throw Error(ErrorCode::kUsage, "what to run? Give --shape TEXTS,TOKENS or --input FILE");
  }
  if (!options.random.empty() &&
      (options.shape.empty() || !options.model.model.empty() || !options.model.cascade.empty())) {
    throw Error(ErrorCode::kUsage,
                "--random stands for --model, and goes with --shape: it has no tokenizer");
  }
  if (options.order != "as-is" && options.order != "sorted") {
    throw Error(ErrorCode::kUsage,
                fmt::format("--order {}: not known; expected as-is or sorted", options.order));
  }
}

int bench(const BenchOptions& options) {
  check(options);
  const Measurement measured = options.shape.empty() ? bench_input(options) : bench_shape(options);
  const double milliseconds = median(measured.milliseconds);
  const OrderedJson result{
      {"texts_per_s", measured.texts / milliseconds * 1e3},
      {"tokens_per_s", measured.tokens / milliseconds * 1e3},
      {"ms_p50", milliseconds},
      {"texts", static_cast<std::int64_t>(measured.texts)},
      {"tokens", static_cast<std::int64_t>(measured.tokens)},
      {"workers", options.model.workers > 0 ? options.model.workers : base::usable_cpus()},
      {"runs", measured.milliseconds},
      {"machine", machine_json()}};
  const auto [fastest, slowest] = std::ranges::minmax(measured.milliseconds);
  write_whole("-", options.json
                       ? result.dump(2) + "\n"
                       : fmt::format("{:.1f} texts/s, {:.0f} tokens/s\nmedian of {} runs: {:.2f} "
                                     "ms (fastest {:.2f}, slowest {:.2f})\n",
                                     measured.texts / milliseconds * 1e3,
                                     measured.tokens / milliseconds * 1e3,
                                     measured.milliseconds.size(), milliseconds, fastest, slowest));
  return kSuccess;
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
                  "In place of a model: random weights of the size of bert-base, roberta-base, "
                  "mpnet-base, distilbert-base or tinybert4")
      ->type_name("NAME");
  command
      .add_option("--shape", options->shape,
                  "A batch of TEXTS texts of TOKENS random tokens, shared by the workers, through "
                  "the model alone (of a cascade: the last tier's, or --tier's)")
      ->type_name("TEXTS,TOKENS");
  command.add_option("--input", options->input.path, "File of texts, tokenization included")
      ->type_name("FILE");
  command.add_option("--order", options->order, "as-is or sorted (by length)")
      ->type_name("ORDER")
      ->capture_default_str();
  command.add_option("--repeats", options->repeat.repeats, "Timed runs, at least")
      ->type_name("N")
      ->check(CLI::Range(1, 1'000'000))
      ->capture_default_str();
  add_run_options(command, options->model);
  add_policy_options(command, options->model);
  add_input_options(command, options->input);
  command.add_flag("--json", options->json, "As JSON");
  command.footer(
      "Example:\n"
      "  tango bench --random bert-base --shape 32,64 --json\n");
  command.callback([options, &chosen] { chosen = [options] { return bench(*options); }; });
}

}  // namespace tango::cli
