// What a build has made before it writes the cascade directory.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/json.h"
#include "task/metric.h"
#include "task/record_reader.h"

namespace tango::recipe {

/// One model, trained from one seed.
struct SeedResult {
  std::string seed;  ///< Empty when there is none.
  std::filesystem::path directory;
  std::filesystem::path answers;  ///< Its logits for the texts that thresholds are chosen on.
  std::string command;            ///< Made the model; empty for a teacher that the recipe names.
};

struct TrainedModel {
  std::string name;
  std::vector<SeedResult> seeds;
  base::Json facts;  ///< Null, or an object for scores.json, beside the scores.
};

struct Results {
  std::vector<TrainedModel> models;          ///< The last one is called "large".
  bool copies_large = true;                  ///< Otherwise cascades name its directory,
  bool asks = false;                         ///< or it can't be called and has none.
  std::vector<std::filesystem::path> exits;  ///< The large model with off-ramps.
  /// Labelled texts that thresholds are chosen on. Empty: thresholds are chosen by the agreement
  /// with a cascade's last tier, and `metric` is accuracy.
  std::filesystem::path dev;
  task::RecordReaderOptions reading;
  std::vector<std::string> task_labels;
  task::Metric metric = task::Metric::kAccuracy;

  [[nodiscard]] const TrainedModel& find(const std::string& name) const;
};

}  // namespace tango::recipe
