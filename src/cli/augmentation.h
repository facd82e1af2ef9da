// What tango augment is asked to do, and doing it.
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
#include "augment/transfer_set.h"
#include "cli/augment_report.h"
#include "cli/input_options.h"

namespace tango::cli {

struct AugmentOptions {
  std::string preset;  ///< "rules", "lm", "in-domain" or "tinybert".
  std::string task;    ///< Whose test texts are kept out; whose train split, without input.path.
  InputOptions input;
  std::string data;  ///< Directory of the tasks' files.
  std::vector<std::string> exclude;
  augment::GuardOptions guard;
  std::optional<std::int64_t> size;
  std::uint64_t seed = 0;
  std::string output;
  int workers = 0;
  bool with_sources = false;
  bool quiet = false;
  std::string tagger{augment::kTaggerDirectory};
  std::optional<int> rounds;
  augment::RuleOptions rules;
  augment::SubstitutionOptions substitution;
  std::string vectors, masked_model;
  std::string language_model;
  augment::GeneratorOptions generator;
  augment::InDomainOptions in_domain;
  std::string style;  ///< "plain", "treebank", or empty: the task's.
};

/// Reads, makes and drops texts; `sink` gets what is left, in an order that the number of workers
/// does not change. Fills `report`. Throws kUsage for what is missing, and what reading throws.
void augment_texts(const AugmentOptions& options, AugmentReport& report, const augment::Sink& sink,
                   const augment::Watcher& watcher);

}  // namespace tango::cli
