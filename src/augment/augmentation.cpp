#include "augment/augmentation.h"

#include <filesystem>
#include <memory>
#include <string>

#include <tango/error.h>

#include "augment/generated_texts.h"
#include "augment/held_out.h"
#include "base/cpu_count.h"
#include "checkpoint/checkpoint.h"
#include "checkpoint/glove.h"
#include "task/task_preset.h"

namespace tango::augment {
namespace {

constexpr int kRoundsOfPairs = 10;  // as in the authors' program; single texts have 20
constexpr int kMaxRounds = 1'000'000;
constexpr std::uint64_t kTriesPerText = 20;  // of a language model, which repeats itself

/// Where the texts are and how they are read.
struct Input {
  std::filesystem::path path;
  task::RecordReaderOptions reading;
};

Input resolve_input(const AugmentOptions& options) {
  if (!options.texts.empty()) return {options.texts, options.reading};
  const task::TaskPreset& task = task::find_task(options.task);
  Input input{task::find_split(options.data, task, "train"), {}};
  input.reading.columns = task.columns;
  input.reading.columns.want_label = false;
  return input;
}

/// Every file of texts that may not be used, and what they hold.
Guard make_guard(const AugmentOptions& options, AugmentReport& report) {
  if (!options.task.empty()) {
    for (const auto& file : held_out_files(options.data, options.task)) {
      report.held_out_files.push_back(file.string());
    }
  }
  const std::size_t of_task = report.held_out_files.size();
  report.held_out_files.insert(report.held_out_files.end(), options.exclude.begin(),
                               options.exclude.end());
  Guard guard(options.guard);
  for (std::size_t i = 0; i < report.held_out_files.size(); ++i) {
    add_held_out(report.held_out_files[i], static_cast<int>(i), guard);
    report.held_out_texts.push_back(guard.texts_of(static_cast<int>(i)));
    if (i >= of_task && report.held_out_texts.back() == 0) {
      throw Error(ErrorCode::kInvalidInput,
                  report.held_out_files[i] + ": holds no text of two words or more to keep out",
                  {"exclude"});
    }
  }
  guard.seal();
  return guard;
}

int rounds_of(const AugmentOptions& options, const Corpus& corpus, int by_default) {
  if (options.rounds) return *options.rounds;
  return options.size ? kMaxRounds : corpus.has_pairs() ? kRoundsOfPairs : by_default;
}

/// The run: everything that lives until the last text is written.
class Augmentation {
 public:
  explicit Augmentation(const AugmentOptions& options)
      : threads_(options.workers > 0 ? options.workers : base::usable_cpus(), false),
        team_(threads_.team(threads_.size())),
        options_(options),
        guard_(make_guard(options, report_)),
        screen_(static_cast<int>(report_.held_out_files.size())) {
    report_.preset = options.preset;
    report_.seed = options.seed;
    report_.size = options.size;
    report_.guard = options.guard;
    if (options.preset == "lm") {
      report_.texts = options.language_model;
      return;
    }
    const Input input = resolve_input(options);
    reader_ = task::open_record_reader(input.path, input.reading);
    report_.texts = input.path.string();
  }

  AugmentReport run(const Sink& sink, const Watcher& watcher) {
    if (options_.preset == "lm") {
      by_language_model(sink, watcher);
    } else if (options_.preset == "in-domain") {
      in_domain(sink, watcher);
    } else {
      from_corpus(sink, watcher);
    }
    if (report_.written() == 0) {
      throw Error(ErrorCode::kInvalidInput,
                  report_.texts + ": no text is left; all that were made were dropped");
    }
    return report_;
  }

 private:
  void in_domain(const Sink& sink, const Watcher& watcher) {
    InDomainOptions chosen = options_.in_domain;
    chosen.seed = options_.seed;
    chosen.treebank =
        options_.style.empty() ? options_.task == "sst2" : options_.style == "treebank";
    report_.settings = {{"min_words", chosen.min_words},
                        {"max_words", chosen.max_words},
                        {"phrases", chosen.phrases},
                        {"style", chosen.treebank ? "treebank" : "plain"}};
    if (chosen.phrases > 0) tagger_ = std::make_unique<EnglishTagger>(options_.tagger);
    InDomain preset(*reader_, guard_, tagger_.get(), chosen);
    make(preset, sink, watcher);
    report_.texts_read = preset.texts_read();
  }

  void by_language_model(const Sink& sink, const Watcher& watcher) {
    const checkpoint::LanguageModel model =
        checkpoint::open_language_model(options_.language_model);
    const TextGenerator generator(model);
    report_.settings = {{"language_model", options_.language_model},
                        {"temperature", options_.generator.temperature},
                        {"top_k", options_.generator.top_k},
                        {"max_words", options_.generator.max_words}};
    const auto most = static_cast<std::uint64_t>(*options_.size) * kTriesPerText;
    GeneratedTexts preset(generator, options_.generator, most, options_.seed);
    make(preset, sink, watcher);
  }

  void from_corpus(const Sink& sink, const Watcher& watcher) {
    const bool is_rules = options_.preset == "rules";
    if (!is_rules || options_.rules.replace > 0) {
      tagger_ = std::make_unique<EnglishTagger>(options_.tagger);
    }
    const Sink source_sink = [&](const TextPair& text) {
      ++report_.sources_written;
      sink(text);
    };
    report_.sources = read_corpus(*reader_, report_.texts, tagger_.get(), guard_, screen_, team_,
                                  corpus_, options_.with_sources ? source_sink : Sink());
    report_.texts_read = report_.sources.texts;
    if (is_rules) {
      make(*rules(), sink, watcher);
    } else {
      make(*substitution(), sink, watcher);
    }
  }

  std::unique_ptr<Preset> rules() {
    RuleOptions chosen = options_.rules;
    chosen.seed = options_.seed;
    chosen.rounds = rounds_of(options_, corpus_, chosen.rounds);
    report_.settings = {{"mask", chosen.mask},
                        {"replace", chosen.replace},
                        {"cut", chosen.cut},
                        {"mask_token", chosen.mask_token},
                        {"tagger", tagger_ ? options_.tagger : ""}};
    return std::make_unique<Rules>(corpus_, tagger_.get(), chosen);
  }

  std::unique_ptr<Preset> substitution() {
    SubstitutionOptions chosen = options_.substitution;
    chosen.seed = options_.seed;
    chosen.rounds = rounds_of(options_, corpus_, chosen.rounds);
    if (!options_.masked_model.empty()) {
      chosen.masked_model = checkpoint::find_model(options_.masked_model);
    }
    auto preset = std::make_unique<Substitution>(
        corpus_, *tagger_, checkpoint::read_glove(options_.vectors), chosen, team_);
    report_.settings = {
        {"substitute", chosen.replace}, {"candidates", chosen.candidates},
        {"vectors", options_.vectors},  {"masked_model", options_.masked_model},
        {"words", corpus_.num_words()}, {"words_with_vectors", preset->words_with_vectors()},
        {"tagger", options_.tagger}};
    return preset;
  }

  void make(Preset& preset, const Sink& sink, const Watcher& watcher) {
    report_.made =
        make_transfer_set(preset, guard_, screen_, {.size = options_.size, .seed = options_.seed},
                          team_, sink, watcher);
  }

  base::TeamThreads threads_;
  base::Team team_;
  const AugmentOptions& options_;
  AugmentReport report_;
  Guard guard_;
  std::unique_ptr<task::RecordReader> reader_;  ///< Of the texts started from; lm has none.
  Screen screen_;
  std::unique_ptr<const EnglishTagger> tagger_;
  Corpus corpus_;
};

}  // namespace

AugmentReport augment_texts(const AugmentOptions& options, const Sink& sink,
                            const Watcher& watcher) {
  check(options);
  return Augmentation(options).run(sink, watcher);
}

}  // namespace tango::augment
