#include "cli/augment_flags.h"

#include <string>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <tango/error.h>

#include "command/environment.h"
#include "command/limits.h"

namespace tango::cli {
namespace {

constexpr const char* kRules = "Preset rules";
constexpr const char* kRulesTinybert = "Presets rules and tinybert";
constexpr const char* kTinybert = "Preset tinybert";
constexpr const char* kInDomain = "Preset in-domain";
constexpr const char* kLanguageModel = "Preset lm";

void add_source_flags(CLI::App& command, AugmentFlags& flags) {
  augment::AugmentOptions& options = flags.run;
  command
      .add_option("--preset", options.preset,
                  "How texts are made: rules (masked words, words of the same part of speech, "
                  "short excerpts: Tang et al. 2019), lm (texts of a language model: Tang, Lu, Lin "
                  "2019), in-domain (sentences and phrases of your own texts) or tinybert (words "
                  "replaced by those of a masked language model, or by neighbours among word "
                  "vectors: Jiao et al. 2020).")
      ->type_name("NAME")
      ->check(command::one_of({"rules", "lm", "in-domain", "tinybert"}))
      ->required();
  command
      .add_option("--task", options.task,
                  "Task: sst2, cola, mrpc or qnli. Its dev and test texts are kept out, and its "
                  "train split is what to start from unless --texts is given.")
      ->type_name("NAME");
  command
      .add_option("--texts", options.texts,
                  "File of texts to start from: " + input_formats() + ". Labels are ignored.")
      ->type_name("FILE");
  command.add_option("--data", options.data, "Directory that holds the files of the tasks.")
      ->type_name("DIR");
  add_input_options(command, flags.input);
}

void add_guard_flags(CLI::App& command, augment::AugmentOptions& options) {
  command
      .add_option("--exclude", options.exclude,
                  "File of more texts to keep out, with all texts that are nearly one of them. "
                  "Every column counts. The flag may be repeated.")
      ->type_name("FILE")
      ->allow_extra_args(false);
  command
      .add_option(
          "--similarity", options.guard.similarity,
          "Texts count as nearly the same if the Jaccard index of their word pairs is at least S.")
      ->type_name("S")
      ->check(command::in_range(0.05, 1.0))
      ->capture_default_str();
  command
      .add_option("--shared-words", options.guard.shared_words,
                  "Texts also count as nearly the same if they share N words in a row, or all "
                  "words of a shorter text to keep out.")
      ->type_name("N")
      ->check(command::in_range(augment::Guard::kFewestWords, 1000))
      ->capture_default_str();
}

void add_output_flags(CLI::App& command, AugmentFlags& flags) {
  augment::AugmentOptions& options = flags.run;
  command
      .add_option("--size", options.size,
                  "Maximum number of texts to make. By default it is as many as there are.")
      ->type_name("N")
      ->check(command::in_range(std::int64_t{1}, std::int64_t{4'000'000'000}));
  command
      .add_option("--seed", options.seed,
                  "Seed of the random choices; the same seed gives the same texts.")
      ->type_name("S")
      ->check(command::seed())
      ->capture_default_str();
  command
      .add_option("--output", flags.output,
                  "TSV file to write. FILE.json beside it says what was made and what was dropped. "
                  "Both appear when they are whole.")
      ->type_name("FILE")
      ->required();
  command
      .add_option("--workers", options.workers,
                  "Number of worker threads; 0 means one per usable CPU.")
      ->type_name("N")
      ->check(command::in_range(0, 1024))
      ->capture_default_str();
  command.add_flag("--quiet", flags.quiet, "Show no progress line and no summary.");
}

/// Adds flags to the group of one preset, or of several.
class PresetFlags {
 public:
  PresetFlags(CLI::App& command, const char* group) : command_(command), group_(group) {}

  template <typename Value>
  CLI::Option& add(const char* flag, Value& value, const char* type, const char* help) {
    return *command_.add_option(flag, value, help)->type_name(type)->group(group_);
  }
  /// A number from `least` to `most`, whose default the help shows.
  template <typename Number>
  void number(const char* flag, Number& value, const char* type, Number least, Number most,
              const char* help) {
    add(flag, value, type, help).check(command::in_range(least, most))->capture_default_str();
  }
  void probability(const char* flag, double& value, const char* help) {
    number(flag, value, "P", 0.0, 1.0, help);
  }

 private:
  CLI::App& command_;
  const char* group_;
};

void add_corpus_flags(CLI::App& command, augment::AugmentOptions& options) {
  PresetFlags(command, kRulesTinybert)
      .add("--rounds", options.rounds, "N",
           "Number of variants of each text. By default it is as many as --size needs or, without "
           "--size, 20 (rules of pairs: 10).")
      .check(command::in_range(1, 1'000'000));
  command
      .add_flag("--with-sources", options.with_sources,
                "Write the source texts, too, before the others.")
      ->group(kRulesTinybert);
}

void add_rules_flags(CLI::App& command, augment::RuleOptions& options) {
  PresetFlags flags(command, kRules);
  flags.probability("--p-mask", options.mask, "Probability that a word is masked.");
  flags.probability("--p-pos", options.replace,
                    "Probability that a word is replaced by one of the same part of speech.");
  flags.probability("--p-ngram", options.cut, "Probability that a text is cut to 1 ... 5 tokens.");
  flags.add("--mask-token", options.mask_token, "TOKEN", "Mask token of the teacher's tokenizer.")
      .capture_default_str();
}

void add_tinybert_flags(CLI::App& command, augment::AugmentOptions& options) {
  PresetFlags flags(command, kTinybert);
  flags.add("--vectors", options.vectors, "FILE", "File of word vectors in GloVe's text format.");
  flags.add(
      "--masked-model", options.masked_model, "DIR",
      "Directory of a checkpoint with a masked-language-model head. It replaces the words that are "
      "single tokens for it; other words are replaced by neighbours among the word vectors.");
  flags.probability("--p-substitute", options.substitution.replace,
                    "Probability that a content word is replaced.");
  flags.number("--candidates", options.substitution.candidates, "K", 1, 1000,
               "Maximum number of words that may replace a word.");
}

void add_in_domain_flags(CLI::App& command, augment::AugmentOptions& options) {
  PresetFlags flags(command, kInDomain);
  flags.number("--min-words", options.in_domain.min_words, "N", 1, 10'000,
               "Minimum number of words in a text.");
  flags.number("--max-words", options.in_domain.max_words, "N", 1, 10'000,
               "Maximum number of words in a text.");
  flags.probability("--phrases", options.in_domain.phrases,
                    "Share of the sentences that are cut to a phrase.");
  flags
      .add("--style", options.style, "STYLE",
           "Style of the texts: plain, or treebank (lower case, spaces between tokens, as in "
           "SST-2). By default it is treebank for --task sst2 and plain otherwise.")
      .check(command::one_of({"plain", "treebank"}));
}

void add_language_model_flags(CLI::App& command, augment::AugmentOptions& options) {
  PresetFlags flags(command, kLanguageModel);
  flags.add("--language-model", options.language_model, "DIR",
            "Directory of the model that tango language-model made.");
  flags.number("--temperature", options.generator.temperature, "T", 0.05, 20.0,
               "Temperature: below 1, likely words become likelier; above 1, less likely.");
  flags.number("--top-k", options.generator.top_k, "K", 0, 1 << 24,
               "Each word is drawn from the K most probable ones; 0 means from all.");
}

}  // namespace

void add_augment_flags(CLI::App& command, AugmentFlags& flags) {
  augment::AugmentOptions& options = flags.run;
  add_source_flags(command, flags);
  add_guard_flags(command, options);
  add_output_flags(command, flags);
  command
      .add_option("--tagger", options.tagger,
                  "Directory of the English part-of-speech tables (Debian's "
                  "liblingua-en-tagger-perl). It is not needed with --p-pos 0 or --phrases 0.")
      ->type_name("DIR")
      ->capture_default_str();
  add_corpus_flags(command, options);
  add_rules_flags(command, options.rules);
  add_tinybert_flags(command, options);
  add_in_domain_flags(command, options);
  add_language_model_flags(command, options);
}

void check_presets(const CLI::App& command, const std::string& preset) {
  for (const CLI::Option* option : command.get_options()) {
    const std::string& group = option->get_group();
    const bool is_of_other = group.starts_with("Preset") && group.find(preset) == std::string::npos;
    if (option->count() == 0 || !is_of_other) continue;
    const bool preset_was_typed = !command::is_from_environment(*command.get_option("--preset"));
    if (preset_was_typed && command::is_from_environment(*option)) continue;
    throw Error(ErrorCode::kUsage, fmt::format("--{} is not a flag of --preset {}",
                                               option->get_lnames().front(), preset));
  }
}

}  // namespace tango::cli
