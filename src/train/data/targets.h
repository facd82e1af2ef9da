// From labels as files have them to what a loss takes.
#pragma once

#include <string_view>
#include <vector>

#include <ATen/ATen.h>

#include "checkpoint/model_config.h"
#include "task/label_map.h"

namespace tango::train {

/// Collects one target per text. A label is a name or an id (task::LabelMap); for multi-label
/// problems names separated by commas, or an empty field; for regression as many numbers, separated
/// by commas, as there are outputs.
class Targets {
 public:
  Targets(checkpoint::Labels labels, std::vector<std::string> task_labels);

  /// Throws kInvalidInput that starts with `where` and says what would fit.
  void add(std::string_view written, std::string_view where);

  /// In the form that task_loss takes. Throws kInvalidInput, naming `where`, when the texts of a
  /// classification all have the same label: there is nothing to learn.
  [[nodiscard]] at::Tensor take(std::string_view where);

 private:
  void add_names(std::string_view written, std::string_view where);
  void add_numbers(std::string_view written, std::string_view where);

  checkpoint::Labels labels_;
  task::LabelMap map_;
  std::vector<std::int64_t> ids_;
  std::vector<float> numbers_;
};

}  // namespace tango::train
