// What a run is asked for.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "augment/english/in_domain.h"
#include "augment/english/tagger.h"
#include "augment/guard.h"
#include "augment/rules.h"
#include "augment/substitution.h"
#include "augment/text_generator.h"
#include "task/record_reader.h"

namespace tango::augment {

struct AugmentOptions {
  std::string preset;  ///< "rules", "lm", "in-domain" or "tinybert".
  /// Whose dev and test texts are kept out, and whose train split is read where `texts` is empty.
  /// Empty for texts of no known task.
  std::string task;
  std::string data;                   ///< Directory of the tasks' files; needed with `task`.
  std::string texts;                  ///< File to start from; `lm` reads none.
  task::RecordReaderOptions reading;  ///< How `texts` is read.
  std::vector<std::string> exclude;   ///< More files of texts that are kept out.
  GuardOptions guard;
  std::optional<std::int64_t> size;  ///< Texts to make, at most; nullopt: as many as there are.
  std::uint64_t seed = 0;            ///< Replaces the seeds in the options of the presets.
  int workers = 0;                   ///< Threads; 0: one per usable CPU.
  std::string tagger{kTaggerDirectory};

  // Of the presets `rules` and `tinybert`:
  bool with_sources =
      false;  ///< Whether the texts started from are written, too, before the others.
  std::optional<int> rounds;  ///< Times that each text is varied; nullopt: as many as `size` needs.
  RuleOptions rules;
  SubstitutionOptions substitution;   ///< Its masked_model is `masked_model`, once found.
  std::string vectors, masked_model;  ///< A file of word vectors; a checkpoint, or empty.

  // Of the preset `lm`, which needs `size`:
  std::string language_model;  ///< Directory of checkpoint/language_model.h.
  GeneratorOptions generator;

  // Of the preset `in-domain`:
  InDomainOptions in_domain;
  std::string style;  ///< "plain", "treebank", or empty for the task's.
};

/// Throws kUsage, with the settings that would help, for an unknown preset, where a preset lacks
/// something, and for values that make no sense together.
void check(const AugmentOptions& options);

}  // namespace tango::augment
