#include "cli/model_options.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <malloc.h>

#include <tango/error.h>

#include "cascade/cascade_config.h"
#include "cascade/confidence.h"
#include "cascade/tier.h"
#include "certify/standing.h"
#include "checkpoint/checkpoint.h"
#include "command/limits.h"
#include "command/numbers.h"
#include "command/say.h"

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
  if (options.truncation != "model" && options.truncation != "tokenizer") {
    throw Error(ErrorCode::kUsage,
                fmt::format("--truncation {}: use model or tokenizer", options.truncation));
  }
  load.obey_tokenizer = options.truncation == "tokenizer";
  load.label_thresholds = options.label_thresholds;
  load.raw_score = options.raw_score;
  return load;
}

}  // namespace

CLI::Validator stored_directory() {
  return {[](std::string& directory) -> std::string {
            directory = checkpoint::stored_or_itself(directory).string();
            return {};
          },
          "", "stored_directory"};
}

void add_model_choice(CLI::App& command, ModelOptions& options) {
  CLI::Option* cascade =
      command.add_option("--cascade", options.cascade,
                         "Cascade: a directory, which holds a cascade.json, or a "
                         "name in the model store.");
  cascade->type_name("DIR")->transform(stored_directory());
  command
      .add_option(
          "--model", options.model,
          "Model, used as a cascade of one tier: a directory in the Hugging Face layout, or a name "
          "in the model store.")
      ->type_name("DIR")
      ->transform(stored_directory())
      ->excludes(cascade);
}

void add_run_options(CLI::App& command, ModelOptions& options) {
  command
      .add_option(
          "--precision", options.precision,
          "Arithmetic of the matrix products: fp32, bf16, int8 or auto. With auto, each tier "
          "takes the precision that the cascade names for it or, if it names none, the "
          "cheapest that agrees with fp32 on 99 % of the sample texts.")
      ->type_name("P")
      ->capture_default_str();
  command
      .add_option("--sample-texts", options.sample_texts,
                  "File whose first 256 texts --precision auto compares precisions on. By default "
                  "these are texts of the input file or, for evaluate, of another split of the "
                  "task.")
      ->type_name("FILE");
  command
      .add_option("--workers", options.workers,
                  "Number of worker threads; 0 means one per usable CPU.")
      ->type_name("N")
      ->check(command::in_range(0, 4096))
      ->capture_default_str();
  command
      .add_option("--batch", options.batch,
                  "Maximum number of texts in a batch. By default it is what `tango evaluate "
                  "--sweep` found best on this machine, or else 32.")
      ->type_name("N")
      ->check(command::in_range(1, kMaxCount));
  command
      .add_option("--batch-tokens", options.batch_tokens,
                  "Maximum number of tokens in a batch. By default it is what was found best, or "
                  "else 4096.")
      ->type_name("N")
      ->check(command::in_range(1, kMaxCount));
  command
      .add_option("--max-length", options.max_length,
                  "Maximum number of tokens in a text; 0 means the model's own limit.")
      ->type_name("N")
      ->check(command::in_range(0, kMaxCount))
      ->capture_default_str();
}

void add_policy_options(CLI::App& command, ModelOptions& options) {
  CLI::Option* threshold = command.add_option(
      "--threshold", options.thresholds,
      "A tier answers a text if its confidence is at least this threshold: at 0 tier 1 "
      "answers every text, at 1 every text is deferred. Give one number for all tiers "
      "but the last, or one for each of them. By default the cascade's own apply.");
  threshold->type_name("T[,T2...]");
  command
      .add_option(
          "--confidence", options.confidence,
          "Measure of confidence: max_probability, margin, entropy, energy, or learned where the "
          "cascade has learned scores. By default the cascade's own applies.")
      ->type_name("KIND");
  command.add_option("--tier", options.tier, "Tier that answers every text; 1 is the cheapest.")
      ->type_name("K")
      ->check(command::in_range(1, 1000))
      ->excludes(threshold);
  command
      .add_option("--long-text", options.long_text,
                  "What to do with a text that is longer than the model's limit: truncate, window "
                  "(average the logits of overlapping windows) or error.")
      ->type_name("POLICY")
      ->capture_default_str();
  command
      .add_option("--truncation", options.truncation,
                  "Whose limit a long text meets: model (as many tokens as it has positions) or "
                  "tokenizer (model_max_length of tokenizer_config.json, where that is less).")
      ->type_name("WHOSE")
      ->capture_default_str();
  command
      .add_option("--label-threshold", options.label_thresholds,
                  "Where a text may have several labels: give it those whose probability is at "
                  "least this number. LABEL=NUMBER is for one label. May be given several times. "
                  "The default is 0.5.")
      ->type_name("T|LABEL=T")
      ->allow_extra_args(false);
  command.add_flag("--raw-score", options.raw_score,
                   "Give the number that a model with one label computes; by default its sigmoid "
                   "is given, unless config.json says that it is a regression.");
}

std::optional<model::Precision> chosen_precision(const ModelOptions& options) {
  if (options.precision == "auto") return std::nullopt;
  return cascade::parse_precision(options.precision);
}

cascade::Cascade load_cascade(const ModelOptions& options, const cascade::SampleFile& samples,
                              bool quiet, CertificateWarning warning) {
  if (options.cascade.empty() && options.model.empty()) {
    throw Error(ErrorCode::kUsage,
                "no model was named; give its directory with --cascade or --model");
  }
  cascade::LoadOptions load = load_options(options);
  cascade::SampleFile file = samples;
  if (!options.sample_texts.empty()) {
    std::error_code failure;
    if (!std::filesystem::is_regular_file(options.sample_texts, failure)) {
      throw Error(ErrorCode::kNotFound, options.sample_texts + ": no such file of sample texts",
                  {"sample_texts"});
    }
    file.path = options.sample_texts;
  }
  load.samples = [&file] { return cascade::read_sample_texts(file); };
  cascade::Cascade cascade = options.cascade.empty()
                                 ? cascade::Cascade::load_model(options.model, load)
                                 : cascade::Cascade::load(options.cascade, load);
  if (!options.cascade.empty() && warning == CertificateWarning::kSaid) {
    if (const auto why = certify::why_void(options.cascade, &cascade)) {
      command::say(
          "warning: the certificate of {} is void: {}; nothing is promised. See tango calibrate "
          "--recheck\n",
          options.cascade, *why);
    }
  }
  for (const std::string& sentence : cascade::where_texts_go(cascade)) {
    command::say("{}\n", sentence);
  }
  for (int i = 0; i < cascade.num_tiers() && !quiet; ++i) {
    const cascade::TierSource& source = cascade.tier(i).source();
    if (!source.precision_was_chosen) continue;
    command::say("{}: precision {}, which {}\n", source.directory.string(),
                 to_string(cascade.tier(i).model().precision()), source.why_precision);
  }
  (void)malloc_trim(0);  // the fp32 copies that were packed, some of them tens of megabytes
  return cascade;
}

service::PipelineOptions pipeline_options(const ModelOptions& options,
                                          const cascade::Cascade& cascade) {
  service::PipelineOptions pipeline;
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
    throw Error(ErrorCode::kUsage, fmt::format("--tier {}: there are tiers 1 … {}", options.tier,
                                               cascade.num_tiers()));
  }
  return options.tier;
}

}  // namespace tango::cli
