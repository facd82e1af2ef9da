// A cascade's tiers run on labelled texts, timed: what every table and figure is made of.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "cascade/cascade.h"
#include "cascade/request.h"
#include "evaluate/batch_search.h"
#include "evaluate/experiment.h"
#include "reading/squad.h"
#include "task/metric.h"

namespace tango::evaluate {

struct LabelledTexts {
  std::vector<cascade::Request> requests;
  std::vector<int> truths;  ///< The cascade's labels; empty for questions.
  task::Metric metric = task::Metric::kAccuracy;
  std::vector<std::vector<reading::Answer>> answers;  ///< Of questions, scored by their F1.
};

struct MeasureOptions {
  int repeats = 5;
  int workers = 1;                            ///< Threads of the setting of best batches.
  std::vector<cascade::BatchLimits> batches;  ///< One a tier: known to be best; else searched for,
  bool known_batches = false;                 ///< unless remembered (cascade/batch_memory.h).
};

struct Measurement {
  Setting alone;    ///< Batch size 1, one pinned core (Mamou et al. 2022, table 2).
  Setting batches;  ///< Every tier in its best batch, on every worker (table 3).
  std::vector<cascade::BatchLimits> limits;   ///< Of each tier: its best batch.
  std::vector<std::vector<BatchRate>> rates;  ///< Of each tier; empty where none was searched.
  std::vector<std::vector<float>> raw_confidences;  ///< [tiers x texts] at temperature 1.
  std::vector<int> tokens;                          ///< [texts], as the last tier reads them.
};

/// Says what is being done, in a few words.
using Watch = std::function<void(const std::string&)>;

/// Runs every text through every tier, one after another and in batches, `repeats` times each. The
/// best batches that were searched for are remembered (cascade/batch_memory.h). The
/// cascade has single-label tiers, or readers where the texts are questions. Throws as
/// Tier::encode.
[[nodiscard]] Measurement measure(const cascade::Cascade& cascade, const LabelledTexts& texts,
                                  const MeasureOptions& options, const Watch& watch);

}  // namespace tango::evaluate
