// Metrics by name.
#pragma once

#include <string_view>

#include "task/confusion_matrix.h"

namespace tango::task {

enum class Metric {
  kAccuracy,
  kF1,       ///< Of label 1 (the positive one) if there are two labels; macro-averaged for more.
  kMatthews  ///< Matthews correlation coefficient.
};

/// "accuracy", "f1" or "mcc"; throws kUsage that lists them.
[[nodiscard]] Metric parse_metric(std::string_view name);
[[nodiscard]] std::string_view to_string(Metric metric);

[[nodiscard]] double value_of(Metric metric, const ConfusionMatrix& counts);

}  // namespace tango::task
