// From a label as a file writes it to the model's label.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tango::task {

/// Immutable, so thread-safe.
class LabelMap {
 public:
  /// `model_labels`: the model's names, in logit order. `task_labels`: the task's own names, by the
  /// ids that its files use, or empty: then a file writes the model's names, or its ids.
  LabelMap(std::vector<std::string> model_labels, std::vector<std::string> task_labels);

  /// The model's label, or nothing. A written id is the task's, when a task is given: it is turned
  /// into its name, and that looked for among the model's names (case ignored), so a model that
  /// orders its labels otherwise is scored right. A model whose names say nothing ("LABEL_0") is
  /// taken to use the task's ids.
  [[nodiscard]] std::optional<int> find(std::string_view written) const;

  /// As find; throws kInvalidInput that starts with `where` and lists what would fit.
  [[nodiscard]] int require(std::string_view written, std::string_view where) const;

 private:
  std::vector<std::string> model_labels_;
  std::vector<std::string> task_labels_;
  bool model_is_unnamed_;
};

}  // namespace tango::task
