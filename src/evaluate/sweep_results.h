// What a cascade is worth at every threshold, beside its baselines, and where its errors are.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/ordered_json.h"
#include "cascade/cascade.h"
#include "evaluate/labelled_texts.h"
#include "evaluate/measurement.h"
#include "evaluate/report/results_json.h"

namespace tango::evaluate {

/// Another cascade or model, which answers the same texts.
struct Rival {
  std::string name;
  cascade::Cascade cascade;
};

struct SweepSettings {
  std::vector<Rival> rivals;                 ///< Compared with the cascade at the same speed.
  std::vector<std::filesystem::path> exits;  ///< The last tier with off-ramps (load_exit_model).
  bool with_texts = false;    ///< The results hold the texts that go wrong, not only their rows.
  double online_seconds = 0;  ///< Of random arrivals at each load; 0: none.
  MeasureOptions measure;
  ResultsOptions results;
};

/// Throws kUnsupported unless every answer has a worth of its own, which numbers have not, and
/// every tier is computed here, where its time can be measured.
void require_sweepable(const cascade::Cascade& cascade);

/// `texts` are reported on; thresholds are chosen on `tune`, where there is one. "machine" is this
/// one. Throws as measure and load_exit_model do.
[[nodiscard]] base::OrderedJson sweep_json(const cascade::Cascade& cascade,
                                           const LabelledTexts& texts,
                                           const std::optional<LabelledTexts>& tune,
                                           const SweepSettings& settings, const Watch& watch);

}  // namespace tango::evaluate
