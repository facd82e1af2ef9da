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
    throw Error(ErrorCode::kUsage, fmt::format("--{} is no flag of --preset {}",
                                               option->get_lnames().front(), preset));
  }
}

void check_values(const augment::AugmentOptions& options) {
  const auto refuse = [](const std::string& message) { throw Error(ErrorCode::kUsage, message); };
  if (options.rules.mask + options.rules.replace > 1) {
    refuse("--p-mask and --p-pos are of the same words: they should sum to 1 at most");
  }
  const std::string& mask = options.rules.mask_token;
  if (mask.empty() || mask.find_first_of(" \t\r\n") != std::string::npos) {
    refuse(fmt::format("--mask-token \"{}\": should be one word", mask));
  }
  if (options.in_domain.min_words > options.in_domain.max_words) {
    refuse("--min-words is over --max-words: no text would fit");
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
      .add_option("--preset", options.preset,
                  "rules (masks, words of the same part of speech, short cuts: Tang et al. 2019), "
                  "lm (a language model's: Tang, Lu, Lin 2019), "
                  "in-domain (sentences and phrases of your own texts), tinybert (words for a "
                  "masked language model's, or for neighbours by vectors: Jiao et al. 2020)")
      ->type_name("NAME")
      ->check(CLI::IsMember({"rules", "lm", "in-domain", "tinybert"}))
      ->required();
  command
      .add_option("--task", options.task,
                  "sst2, cola, mrpc or qnli: its train split unless --texts is given; its dev and "
                  "test texts are kept out")
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
      .add_option("--exclude", options.exclude,
                  "File of texts to keep out, with all that is nearly one of them, beside the "
                  "task's; every column counts; may be repeated")
      ->type_name("FILE")
      ->allow_extra_args(false);
  command
      .add_option("--similarity", options.guard.similarity,
                  "Texts are nearly one when this share (Jaccard) of their word pairs is common")
      ->type_name("S")
      ->check(CLI::Range(0.05, 1.0))
      ->capture_default_str();
  command
      .add_option("--shared-words", options.guard.shared_words,
                  "... or that many words in a row, or all of a shorter text to keep out")
      ->type_name("N")
      ->check(CLI::Range(augment::Guard::kFewestWords, 1000))
      ->capture_default_str();
}

void add_output_flags(CLI::App& command, AugmentFlags& flags) {
  augment::AugmentOptions& options = flags.run;
  command.add_option("--size", options.size, "Texts to make, at most; default: what there is")
      ->type_name("N")
      ->check(CLI::Range(std::int64_t{1}, std::int64_t{4'000'000'000}));
  command.add_option("--seed", options.seed, "The same seed, the same texts")
      ->type_name("S")
      ->capture_default_str();
  command
      .add_option("--output", flags.output,
                  "TSV file to make, which appears when it is whole, with FILE.json beside it: "
                  "what was made and what was dropped")
      ->type_name("FILE")
      ->required();
  command.add_option("--workers", options.workers, "Threads; 0: one a usable CPU")
      ->type_name("N")
      ->check(CLI::Range(0, 1024))
      ->capture_default_str();
  command.add_flag("--quiet", flags.quiet, "No progress line and no summary");
}

void add_corpus_flags(CLI::App& command, augment::AugmentOptions& options) {
  const CLI::Range probability(0.0, 1.0);
  command
      .add_option("--rounds", options.rounds,
                  "Times each text is varied; default: what --size takes, or 20 (rules of pairs: "
                  "10)")
      ->type_name("N")
      ->check(CLI::Range(1, 1'000'000))
      ->group(kRulesTinybert);
  command
      .add_flag("--with-sources", options.with_sources, "Write the texts started from, too, first")
      ->group(kRulesTinybert);
  command.add_option("--p-mask", options.rules.mask, "A word is masked")
      ->type_name("P")
      ->check(probability)
      ->capture_default_str()
      ->group(kRules);
  command
      .add_option("--p-pos", options.rules.replace,
                  "A word gives way to one of the same part of speech")
      ->type_name("P")
      ->check(probability)
      ->capture_default_str()
      ->group(kRules);
  command.add_option("--p-ngram", options.rules.cut, "A text is cut to 1 ... 5 tokens")
      ->type_name("P")
      ->check(probability)
      ->capture_default_str()
      ->group(kRules);
  command
      .add_option("--mask-token", options.rules.mask_token,
                  "What stands for a masked word: as the teacher's tokenizer writes it")
      ->type_name("TOKEN")
      ->capture_default_str()
      ->group(kRules);
  command.add_option("--vectors", options.vectors, "Word vectors in GloVe's text format")
      ->type_name("FILE")
      ->group(kTinybert);
  command
      .add_option(
          "--masked-model", options.masked_model,
          "A checkpoint with a masked-language-model head, for the words that are one token "
          "of its; the others get neighbours by vectors")
      ->type_name("DIR")
      ->group(kTinybert);
  command
      .add_option("--p-substitute", options.substitution.replace,
                  "A content word gives way to a neighbour")
      ->type_name("P")
      ->check(probability)
      ->capture_default_str()
      ->group(kTinybert);
  command
      .add_option("--candidates", options.substitution.candidates,
                  "Words that may stand for a word")
      ->type_name("K")
      ->check(CLI::Range(1, 1000))
      ->capture_default_str()
      ->group(kTinybert);
}

void add_in_domain_flags(CLI::App& command, augment::AugmentOptions& options) {
  command.add_option("--min-words", options.in_domain.min_words, "Of a text, at least")
      ->type_name("N")
      ->check(CLI::Range(1, 10'000))
      ->capture_default_str()
      ->group(kInDomain);
  command.add_option("--max-words", options.in_domain.max_words, "Of a text, at most")
      ->type_name("N")
      ->check(CLI::Range(1, 10'000))
      ->capture_default_str()
      ->group(kInDomain);
  command
      .add_option("--phrases", options.in_domain.phrases,
                  "Share of the sentences that are cut to a phrase")
      ->type_name("P")
      ->check(CLI::Range(0.0, 1.0))
      ->capture_default_str()
      ->group(kInDomain);
  command
      .add_option("--style", options.style,
                  "plain, or treebank (lower case, tokens apart, as SST-2 has it); default: "
                  "treebank for --task sst2")
      ->type_name("STYLE")
      ->check(CLI::IsMember({"plain", "treebank"}))
      ->group(kInDomain);
}

void add_language_model_flags(CLI::App& command, augment::AugmentOptions& options) {
  command
      .add_option("--language-model", options.language_model,
                  "What tango language-model made of the task's texts")
      ->type_name("DIR")
      ->group(kLanguageModel);
  command
      .add_option("--temperature", options.generator.temperature,
                  "Below 1 it writes what is likelier, over 1 what is less")
      ->type_name("T")
      ->check(CLI::Range(0.05, 20.0))
      ->capture_default_str()
      ->group(kLanguageModel);
  command
      .add_option("--top-k", options.generator.top_k,
                  "Each word is one of the K most probable; 0: of all")
      ->type_name("K")
      ->check(CLI::Range(0, 1 << 24))
      ->capture_default_str()
      ->group(kLanguageModel);
}

}  // namespace

void add_augment_flags(CLI::App& command, AugmentFlags& flags) {
  augment::AugmentOptions& options = flags.run;
  add_source_flags(command, flags);
  add_guard_flags(command, options);
  add_output_flags(command, flags);
  command
      .add_option("--tagger", options.tagger,
                  "Directory of the part-of-speech tables (Debian's liblingua-en-tagger-perl); "
                  "not needed with --p-pos 0 or --phrases 0")
      ->type_name("DIR")
      ->capture_default_str();
  add_corpus_flags(command, options);
  add_in_domain_flags(command, options);
  add_language_model_flags(command, options);
}

void check_augment_flags(const CLI::App& command, const AugmentFlags& flags) {
  check_presets(command, flags.run.preset);
  check_values(flags.run);
  check_missing(flags.run);
}

}  // namespace tango::cli
