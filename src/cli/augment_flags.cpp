#include "cli/augment_flags.h"

#include <string>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <tango/error.h>

namespace tango::cli {
namespace {

constexpr const char* kRules = "Preset rules";
constexpr const char* kRulesTinybert = "Presets rules and tinybert";
constexpr const char* kTinybert = "Preset tinybert";
constexpr const char* kInDomain = "Preset in-domain";
constexpr const char* kLanguageModel = "Preset lm";

void check_presets(const CLI::App& command, const std::string& preset) {
  for (const CLI::Option* option : command.get_options()) {
    const std::string& group = option->get_group();
    const bool is_of_other = group.starts_with("Preset") && group.find(preset) == std::string::npos;
    if (option->count() == 0 || !is_of_other) continue;
    throw Error(ErrorCode::kUsage, fmt::format("--{} is not a flag of --preset {}",
                                               option->get_lnames().front(), preset));
  }
}

void check_values(const augment::AugmentOptions& options) {
  const auto refuse = [](const std::string& message) { throw Error(ErrorCode::kUsage, message); };
  if (options.rules.mask + options.rules.replace > 1) {
    refuse("--p-mask and --p-pos: a word is masked or replaced, so their sum should be 1 at most");
  }
  const std::string& mask = options.rules.mask_token;
  if (mask.empty() || mask.find_first_of(" \t\r\n") != std::string::npos) {
    refuse(fmt::format("--mask-token \"{}\": should be one word", mask));
  }
  if (options.in_domain.min_words > options.in_domain.max_words) {
    refuse("--min-words is larger than --max-words; no text would fit");
  }
}

/// augment::check(), with the flags that would help.
void check_missing(const augment::AugmentOptions& options) {
  const auto refuse = [](const std::string& message) { throw Error(ErrorCode::kUsage, message); };
  switch (augment::find_missing(options)) {
    case augment::Missing::kNothing:
      return;
    case augment::Missing::kTexts:
      return refuse("which texts? Give --texts FILE or --task NAME");
    case augment::Missing::kOwnTexts:
      return refuse("in-domain takes texts of your own: name their file with --texts");
    case augment::Missing::kData:
      return refuse(
          fmt::format("where are the files of {0}, whose dev and test texts are kept out? "
                      "Name the directory that holds {0}/ with --data or TANGO_DATA",
                      options.task));
    case augment::Missing::kLanguageModel:
      return refuse(
          "lm needs a model, --language-model DIR (tango language-model makes one), and --size N");
    case augment::Missing::kVectors:
      return refuse("tinybert needs word vectors: name a GloVe file with --vectors");
  }
}

void add_source_flags(CLI::App& command, AugmentFlags& flags) {
  augment::AugmentOptions& options = flags.run;
  command
      .add_option(
          "--preset", options.preset,
          "rules (masked words, words of the same part of speech, short excerpts: Tang et al. "
          "2019), lm (texts of a language model: Tang, Lu, Lin 2019), in-domain (sentences "
          "and phrases of your own texts), tinybert (words replaced by a masked language "
          "model's, or by neighbouring word vectors: Jiao et al. 2020)")
      ->type_name("NAME")
      ->check(CLI::IsMember({"rules", "lm", "in-domain", "tinybert"}))
      ->required();
  command
      .add_option(
          "--task", options.task,
          "sst2, cola, mrpc or qnli: start from its train split, unless --texts is given, and "
          "keep its dev and test texts out")
      ->type_name("NAME");
  command
      .add_option("--texts", options.texts,
                  "File to start from (plain text, .tsv, .csv, .jsonl); labels are ignored")
      ->type_name("FILE");
  command.add_option("--data", options.data, "Directory that holds the tasks' files")
      ->type_name("DIR");
  add_input_options(command, flags.input);
}

void add_guard_flags(CLI::App& command, augment::AugmentOptions& options) {
  command
      .add_option(
          "--exclude", options.exclude,
          "File of texts to keep out in addition to the task's, with all that are nearly one "
          "of them; every column counts; may be repeated")
      ->type_name("FILE")
      ->allow_extra_args(false);
  command
      .add_option(
          "--similarity", options.guard.similarity,
          "Texts are nearly the same when the Jaccard index of their word pairs is at least S")
      ->type_name("S")
      ->check(CLI::Range(0.05, 1.0))
      ->capture_default_str();
  command
      .add_option(
          "--shared-words", options.guard.shared_words,
          "... or when they have N words in a row in common, or all words of a shorter text "
          "to keep out")
      ->type_name("N")
      ->check(CLI::Range(augment::Guard::kFewestWords, 1000))
      ->capture_default_str();
}

void add_output_flags(CLI::App& command, AugmentFlags& flags) {
  augment::AugmentOptions& options = flags.run;
  command
      .add_option("--size", options.size, "Texts to make, at most; default: as many as there are")
      ->type_name("N")
      ->check(CLI::Range(std::int64_t{1}, std::int64_t{4'000'000'000}));
  command
      .add_option("--seed", options.seed,
                  "Seed of the random choices; the same seed gives the same texts")
      ->type_name("S")
      ->capture_default_str();
  command
      .add_option(
          "--output", flags.output,
          "TSV file to make, with FILE.json beside it, which says what was made and what was "
          "dropped; both appear when they are whole")
      ->type_name("FILE")
      ->required();
  command.add_option("--workers", options.workers, "Threads; 0: one per usable CPU")
      ->type_name("N")
      ->check(CLI::Range(0, 1024))
      ->capture_default_str();
  command.add_flag("--quiet", flags.quiet, "No progress line and no summary");
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
    add(flag, value, type, help).check(CLI::Range(least, most))->capture_default_str();
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
           "Times that each text is varied; default: as many as --size needs, or 20 (10 for pairs)")
      .check(CLI::Range(1, 1'000'000));
  command
      .add_flag("--with-sources", options.with_sources,
                "Write the source texts, too, before the others")
      ->group(kRulesTinybert);
}

void add_rules_flags(CLI::App& command, augment::RuleOptions& options) {
  PresetFlags flags(command, kRules);
  flags.probability("--p-mask", options.mask, "Probability that a word is masked");
  flags.probability("--p-pos", options.replace,
                    "Probability that a word is replaced by one of the same part of speech");
  flags.probability("--p-ngram", options.cut, "Probability that a text is cut to 1 ... 5 tokens");
  flags
      .add("--mask-token", options.mask_token, "TOKEN", "The mask token of the teacher's tokenizer")
      .capture_default_str();
}

void add_tinybert_flags(CLI::App& command, augment::AugmentOptions& options) {
  PresetFlags flags(command, kTinybert);
  flags.add("--vectors", options.vectors, "FILE", "Word vectors in GloVe's text format");
  flags.add("--masked-model", options.masked_model, "DIR",
            "Checkpoint with a masked-language-model head, for words that are single tokens for "
            "it; other words get neighbours by vectors");
  flags.probability("--p-substitute", options.substitution.replace,
                    "Probability that a content word is replaced");
  flags.number("--candidates", options.substitution.candidates, "K", 1, 1000,
               "Words that may replace a word, at most");
}

void add_in_domain_flags(CLI::App& command, augment::AugmentOptions& options) {
  PresetFlags flags(command, kInDomain);
  flags.number("--min-words", options.in_domain.min_words, "N", 1, 10'000,
               "Words of a text, at least");
  flags.number("--max-words", options.in_domain.max_words, "N", 1, 10'000,
               "Words of a text, at most");
  flags.probability("--phrases", options.in_domain.phrases,
                    "Share of the sentences that are cut to a phrase");
  flags
      .add("--style", options.style, "STYLE",
           "plain, or treebank (lower case, spaces between tokens, as in SST-2); default: plain, "
           "but treebank for --task sst2")
      .check(CLI::IsMember({"plain", "treebank"}));
}

void add_language_model_flags(CLI::App& command, augment::AugmentOptions& options) {
  PresetFlags flags(command, kLanguageModel);
  flags.add("--language-model", options.language_model, "DIR",
            "Model directory that tango language-model made");
  flags.number("--temperature", options.generator.temperature, "T", 0.05, 20.0,
               "Temperature: below 1, likely words become likelier; above 1, less likely");
  flags.number("--top-k", options.generator.top_k, "K", 0, 1 << 24,
               "Draw each word from the K most probable; 0: from all");
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
                  "liblingua-en-tagger-perl); not needed with --p-pos 0 or --phrases 0")
      ->type_name("DIR")
      ->capture_default_str();
  add_corpus_flags(command, options);
  add_rules_flags(command, options.rules);
  add_tinybert_flags(command, options);
  add_in_domain_flags(command, options);
  add_language_model_flags(command, options);
}

void check_augment_flags(const CLI::App& command, const AugmentFlags& flags) {
  check_presets(command, flags.run.preset);
  check_values(flags.run);
  check_missing(flags.run);
}

}  // namespace tango::cli
