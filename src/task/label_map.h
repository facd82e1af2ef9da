// Maps a label as a file writes it to the model's label.
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
  /// ids that its files use, or empty if the file writes the model's names or ids.
  LabelMap(std::vector<std::string> model_labels, std::vector<std::string> task_labels);

  /// The model's label, or nullopt. If the task has names, a written id is the task's: its name is
  /// looked up among the model's names (case ignored), so that a model with another order of labels
  /// is scored correctly. A model with default names ("LABEL_0") is assumed to use the task's ids.
  [[nodiscard]] std::optional<int> find(std::string_view written) const;

  /// As find; throws kInvalidInput that starts with `where` and lists the labels.
  [[nodiscard]] int require(std::string_view written, std::string_view where) const;

 private:
  std::vector<std::string> model_labels_;
  std::vector<std::string> task_labels_;
  bool model_is_unnamed_;
};

}  // namespace tango::task
