// Early exit of the last tier's model, in the settings in which the cascade is measured.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "evaluate/experiment.h"
#include "evaluate/measurement.h"
#include "model/early_exit_model.h"

namespace tango::evaluate {

/// A model directory that `tango exits` wrote.
struct ExitModel {
  std::string method;  ///< "deebert" or "fastbert": how its off-ramps learned.
  std::unique_ptr<model::EarlyExitModel> model;
};

/// Throws kInvalidModel, kNotFound; kUsage when its labels are not `labels`.
[[nodiscard]] ExitModel load_exit_model(const std::filesystem::path& directory,
                                        model::Precision precision,
                                        const std::vector<std::string>& labels);

struct ExitBaselines {
  Baseline alone;    ///< One text at a time on one core: every threshold.
  Baseline batches;  ///< Batches that shrink as texts leave: some thresholds, each run.
};

/// Confidence is 1 - entropy / log(labels), for both methods. `encoder`: the tier that is the same
/// model without exits; `batch`: its best.
[[nodiscard]] ExitBaselines measure_exits(const ExitModel& exits, const cascade::Tier& encoder,
                                          const LabelledTexts& texts, int batch,
                                          const MeasureOptions& options, const Watch& watch);

}  // namespace tango::evaluate
