// A cascade's tiers run on labelled texts, timed: what every table and figure is made of.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "cascade/cascade.h"
#include "evaluate/batch_search.h"
#include "evaluate/experiment.h"
#include "evaluate/labelled_texts.h"

namespace tango::evaluate {

struct MeasureOptions {
  int repeats = 5;
  int workers = 1;  ///< Threads of the setting of best batches.
  std::vector<cascade::BatchLimits>
      batches;                 ///< One per tier: known to be best; else searched for,
  bool known_batches = false;  ///< unless remembered (cascade/batch_memory.h).
};

struct Measurement {
  Setting alone;    ///< Batch size 1, one pinned core (Mamou et al. 2022, table 2).
  Setting batches;  ///< Every tier in its best batch, on every worker (table 3).
  std::vector<cascade::BatchLimits> limits;   ///< Of each tier: its best batch.
  std::vector<std::vector<BatchRate>> rates;  ///< Of each tier; empty where none was searched.
  std::vector<std::vector<float>> raw_confidences;  ///< [tiers x texts] at temperature 1.
  std::vector<int> tokens;                          ///< [texts], as the last tier reads them.
};

/// Is told in a few words what is being done.
using Watch = std::function<void(const std::string&)>;

/// Runs every text through every tier, one after another and in batches, `repeats` times each. The
/// best batches that were searched for are remembered (cascade/batch_memory.h). The cascade has
/// single-label tiers, or question-answering ones where the texts are questions. Throws as
/// Tier::encode.
[[nodiscard]] Measurement measure(const cascade::Cascade& cascade, const LabelledTexts& texts,
                                  const MeasureOptions& options, const Watch& watch);

}  // namespace tango::evaluate
