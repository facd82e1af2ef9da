// tango bench: how fast a model or cascade is on this machine.
#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <tango/error.h>

#include "checkpoint/known_config.h"
#include "cli/commands.h"
#include "cli/input_options.h"
#include "cli/model_options.h"
#include "cli/output.h"
#include "command/exit_status.h"
#include "command/limits.h"
#include "command/numbers.h"
#include "command/progress.h"
#include "evaluate/benchmark.h"
#include "model/random_model.h"

namespace tango::cli {
namespace {

using evaluate::Benchmark;

struct BenchOptions {
  ModelOptions model;
  InputOptions input;
  std::string random;
  std::vector<std::string> shapes;
  std::string order = "as-is";
  base::RepeatOptions repeat;
  bool json = false;
};

std::vector<Benchmark> bench_shapes(const BenchOptions& options, const model::Model& model) {
  std::vector<Benchmark> benchmarks;
  for (const std::string& name : options.shapes) {
    const auto [texts, tokens] = command::parse_shape(name, "--shape");
    const evaluate::BatchShape shape{texts, tokens};
    benchmarks.push_back(evaluate::time_shape(model, shape, options.model.workers, options.repeat));
  }
  return benchmarks;
}

std::vector<Benchmark> bench_shapes(const BenchOptions& options) {
  if (!options.random.empty()) {
    const auto precision = chosen_precision(options.model).value_or(model::Precision::kFloat32);
    return bench_shapes(options, *model::make_random_model(options.random, precision));
  }
  const cascade::Cascade cascade = load_cascade(options.model);
  const int tier = pinned_tier(options.model, cascade).value_or(cascade.num_tiers());
  return bench_shapes(options, cascade.tier(tier - 1).model());
}

Benchmark bench_input(const BenchOptions& options) {
  const cascade::Cascade cascade = load_cascade(
      options.model, {options.input.path, record_reader_options(options.input)}, options.json);
  const std::optional<int> tier = pinned_tier(options.model, cascade);
  const auto reader =
      task::open_record_reader(options.input.path, record_reader_options(options.input));
  return evaluate::time_texts(cascade, *reader,
                              {.name = options.input.path,
                               .sorted = options.order == "sorted",
                               .tier = tier,
                               .pipeline = pipeline_options(options.model, cascade),
                               .repeat = options.repeat});
}

void check(const BenchOptions& options) {
  if (options.shapes.empty() && options.input.path.empty()) {
    throw Error(ErrorCode::kUsage,
                "there is nothing to run; give --shape TEXTS,TOKENS or --input FILE");
  }
  if (!options.random.empty() && options.shapes.empty()) {
    throw Error(ErrorCode::kUsage, "--random goes with --shape: random weights have no tokenizer");
  }
}

int bench(BenchOptions options) {
  check(options);
  command::Progress progress(false, command::WithoutTerminal::kLineAMinute);
  options.repeat.on_run = [&](int done, int least) {
    progress.draw([&] {
      return fmt::format(
          "run {} of at least {}, {} left", done, std::max(done, least),
          command::clock_time(progress.seconds() * std::max(least - done, 0) / done));
    });
  };
  const std::vector<Benchmark> benchmarks =
      options.shapes.empty() ? std::vector{bench_input(options)} : bench_shapes(options);
  progress.clear();
  std::string text;
  if (options.json) {
    for (const Benchmark& one : benchmarks) text += one.to_json().dump() + "\n";
  } else {
    text = evaluate::to_table(benchmarks);
  }
  write_whole("-", text);
  return command::kSuccess;
}

}  // namespace

void add_bench(CLI::App& program, Command& chosen) {
  const auto options = std::make_shared<BenchOptions>();
  options->input.path.clear();
  CLI::App& command = *program.add_subcommand(
      "bench", "Measure texts and tokens per second: the median of repeated runs after a warm-up.");
  add_model_choice(command, options->model);
  command
      .add_option(
          "--random", options->random,
          fmt::format("Instead of a model, use random weights of the size of one of these: {}.",
                      fmt::join(checkpoint::known_config_names(), ", ")))
      ->type_name("NAME")
      ->excludes(command.get_option("--cascade"))
      ->excludes(command.get_option("--model"));
  CLI::Option* shape = command.add_option(
      "--shape", options->shapes,
      "Run a batch of TEXTS texts of TOKENS random tokens each through the model alone; "
      "of a cascade it is the last tier's model, or that of --tier. The workers share "
      "the batch. May be given several times.");
  shape->type_name("TEXTS,TOKENS")->allow_extra_args(false);
  CLI::Option* input = command.add_option("--input", options->input.path,
                                          "Run the texts of this file, tokenization included.");
  input->type_name("FILE")->excludes(shape);
  command
      .add_option("--order", options->order, "Order of the texts: as-is, or sorted (by length).")
      ->type_name("ORDER")
      ->check(command::one_of({"as-is", "sorted"}))
      ->capture_default_str();
  command
      .add_option("--repeats", options->repeat.repeats,
                  "Minimum number of timed runs. More follow until they took a second together.")
      ->type_name("N")
      ->check(command::in_range(1, 1'000'000))
      ->capture_default_str();
  command
      .add_option("--warm-ups", options->repeat.warm_ups, "Number of runs before the timed ones.")
      ->type_name("N")
      ->check(command::in_range(0, 1'000'000))
      ->capture_default_str();
  add_run_options(command, options->model);
  add_policy_options(command, options->model);
  add_input_options(command, options->input);
  for (const char* flag : {"--order", "--batch", "--batch-tokens", "--threshold", "--confidence",
                           "--long-text", "--input-format", "--text", "--text-pair", "--columns",
                           "--separator", "--max-line-bytes"}) {
    command.get_option(flag)->needs(input);
  }
  command.add_flag("--json", options->json, "Print JSON, one line per shape or input.");
  command.footer(
      "Example:\n"
      "  tango bench --random bert-base --shape 1,16 --shape 32,64\n"
      "  tango bench --model models/sst2/minilm --input test.tsv --order sorted --json\n");
  command.callback([options, &chosen] { chosen = [options] { return bench(*options); }; });
}

}  // namespace tango::cli
