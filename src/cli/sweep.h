// What `tango evaluate --sweep` adds to its results: every threshold, baselines, errors.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/ordered_json.h"
#include "cascade/cascade.h"
#include "command/cli11.h"
#include "evaluate/measurement.h"
#include "evaluate/report/results_json.h"

namespace tango::cli {

struct SweepSettings {
  bool wanted = false;
  std::string tune;                ///< A split or a file to choose thresholds on.
  std::vector<std::string> exits;  ///< Directories that `tango exits` wrote.
  bool with_texts = false;         ///< Names the texts that go wrong, not only their rows.
  double online_seconds = 0;       ///< Of random arrivals at each load; 0: none.
  evaluate::MeasureOptions measure;
  evaluate::ResultsOptions results;
};

/// --sweep and what goes with it.
void add_sweep_options(CLI::App& command, SweepSettings& settings);

/// `texts` are reported on; thresholds are chosen on `tune`, where there is one. Throws as
/// evaluate::measure and evaluate::load_exit_model do.
[[nodiscard]] base::OrderedJson sweep_json(const cascade::Cascade& cascade,
                                           const evaluate::LabelledTexts& texts,
                                           const std::optional<evaluate::LabelledTexts>& tune,
                                           const SweepSettings& settings,
                                           const evaluate::Watch& watch);

/// Of its "settings": speedup@ of the cascade and of its baselines, a line each, for people.
[[nodiscard]] std::string sweep_table(const base::OrderedJson& sweep);

}  // namespace tango::cli
