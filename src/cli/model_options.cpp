#include "cli/model_options.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <tango/error.h>

#include "cascade/cascade_config.h"
#include "cascade/confidence.h"
#include "cascade/tier.h"
#include "command/numbers.h"

namespace tango::cli {
namespace {

constexpr int kMaxCount = 1 << 24;

cascade::LoadOptions load_options(const ModelOptions& options) {
  cascade::LoadOptions load;
  load.thresholds = command::parse_thresholds(options.thresholds, "--threshold");
  if (!options.confidence.empty()) {
    load.confidence = cascade::parse_confidence_kind(options.confidence);
  }
  load.precision = chosen_precision(options);
  load.max_tokens = options.max_length;
  load.long_text = cascade::parse_long_text(options.long_text);
  return load;
}

}  // namespace

void add_model_choice(CLI::App& command, ModelOptions& options) {
  command.add_option("--cascade", options.cascade, "Cascade directory (holds cascade.json)")
      ->type_name("DIR");
  command
      .add_option("--model", options.model,
                  "Model directory in Hugging Face layout, as a cascade of one tier")
      ->type_name("DIR");
}

void add_run_options(CLI::App& command, ModelOptions& options) {
  command
      .add_option("--precision", options.precision,
                  "Arithmetic of the products: fp32, bf16, int8, or auto: the cascade's, and where "
                  "it says none, the cheapest that agrees with fp32 on 99 % of sample texts")
      ->type_name("P")
      ->capture_default_str();
  command
      .add_option("--sample-texts", options.sample_texts,
                  "Texts for --precision auto to compare on (the first 256); default: the input, "
                  "when it is a file; for evaluate, another split of the task")
      ->type_name("FILE");
  command.add_option("--workers", options.workers, "Threads; 0: one a usable CPU")
      ->type_name("N")
      ->check(CLI::Range(0, 4096))
      ->capture_default_str();
  command
      .add_option("--batch", options.batch,
                  "Texts of a batch, at most; default: what `tango evaluate --sweep` found best on "
                  "this machine, else 32")
      ->type_name("N")
      ->check(CLI::Range(1, kMaxCount));
  command
      .add_option("--batch-tokens", options.batch_tokens,
                  "Tokens of a batch, at most; default: likewise, else 4096")
      ->type_name("N")
      ->check(CLI::Range(1, kMaxCount));
  command
      .add_option("--max-length", options.max_length,
                  "Tokens of a text, at most; 0: as many as the model reads")
      ->type_name("N")
      ->check(CLI::Range(0, kMaxCount))
      ->capture_default_str();
}

void add_policy_options(CLI::App& command, ModelOptions& options) {
  command
      .add_option("--threshold", options.thresholds,
                  "A tier answers when its confidence is at least this (0: tier 1 answers all, 1: "
                  "all is deferred); one for all tiers but the last, or T,T2,...; default: the "
                  "cascade's")
      ->type_name("T[,T2...]");
  command
      .add_option("--confidence", options.confidence,
                  "max_probability, margin, entropy or energy; default: the cascade's")
      ->type_name("KIND");
  command.add_option("--tier", options.tier, "This tier (1 = cheapest) answers every text")
      ->type_name("K")
      ->check(CLI::Range(1, 1000));
  command
      .add_option("--long-text", options.long_text,
                  "A text longer than the model: truncate, window (the mean of windows) or error")
      ->type_name("POLICY")
      ->capture_default_str();
}

std::optional<model::Precision> chosen_precision(const ModelOptions& options) {
  if (options.precision == "auto") return std::nullopt;
  return cascade::parse_precision(options.precision);
}

cascade::Cascade load_cascade(const ModelOptions& options, const cascade::SampleFile& samples,
                              bool quiet) {
  if (options.cascade.empty() == options.model.empty()) {
    throw Error(ErrorCode::kUsage, options.model.empty()
                                       ? "which model? Name a directory with --cascade or --model"
                                       : "--cascade and --model exclude each other; give one");
  }
  cascade::LoadOptions load = load_options(options);
  cascade::SampleFile file = samples;
  if (!options.sample_texts.empty()) file.path = options.sample_texts;
  load.samples = [&file] { return cascade::read_sample_texts(file); };
  if (!quiet) {
    load.on_choice = [](const std::string& choice) { fmt::print(stderr, "{}\n", choice); };
  }
  return options.cascade.empty() ? cascade::Cascade::load_model(options.model, load)
                                 : cascade::Cascade::load(options.cascade, load);
}

cascade::PipelineOptions pipeline_options(const ModelOptions& options,
                                          const cascade::Cascade& cascade) {
  cascade::PipelineOptions pipeline;
  pipeline.workers = options.workers;
  if (options.batch > 0 || options.batch_tokens > 0) {
    cascade::BatchLimits limits;
    if (options.batch > 0) limits.texts = options.batch;
    if (options.batch_tokens > 0) limits.tokens = options.batch_tokens;
    pipeline.batches.assign(static_cast<std::size_t>(cascade.num_tiers()), limits);
  }
  return pipeline;
}

std::optional<int> pinned_tier(const ModelOptions& options, const cascade::Cascade& cascade) {
  if (options.tier == 0) return std::nullopt;
  if (options.tier > cascade.num_tiers()) {
    throw Error(ErrorCode::kUsage, fmt::format("--tier {}: there are tiers 1 ... {}", options.tier,
                                               cascade.num_tiers()));
  }
  return options.tier;
}

}  // namespace tango::cli
