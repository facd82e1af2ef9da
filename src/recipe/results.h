// What a build has made before it hands over.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/json.h"
#include "task/metric.h"
#include "task/reader.h"

namespace tango::recipe {

/// One model, trained from one seed.
struct SeedResult {
  std::string seed;  ///< Empty: it has none.
  std::filesystem::path directory;
  std::filesystem::path answers;  ///< Its logits of the texts that thresholds are chosen on.
  std::string command;            ///< That made it; empty for a teacher that was there.
};

struct TrainedModel {
  std::string name;
  std::vector<SeedResult> seeds;
  base::Json facts;  ///< An object that stands in scores.json beside its scores; or null.
};

struct Results {
  std::vector<TrainedModel> models;          ///< The last one is called large.
  bool copies_large = true;                  ///< Else cascades name its directory.
  std::vector<std::filesystem::path> exits;  ///< The large model with off-ramps.
  /// Labelled texts that thresholds are chosen on. Empty: agreement with a cascade's last tier
  /// counts, and `metric` is the accuracy.
  std::filesystem::path dev;
  task::ReaderOptions reading;
  std::vector<std::string> task_labels;
  task::Metric metric = task::Metric::kAccuracy;

  [[nodiscard]] const TrainedModel& find(const std::string& name) const;
};

}  // namespace tango::recipe
