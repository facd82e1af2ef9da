#include "task/metric.h"

#include <string>

#include <tango/error.h>

namespace tango::task {

Metric parse_metric(std::string_view name) {
  for (const Metric metric : {Metric::kAccuracy, Metric::kF1, Metric::kMatthews}) {
    if (name == to_string(metric)) return metric;
  }
  throw Error(ErrorCode::kUsage,
              "no metric called \"" + std::string(name) + "\"; use accuracy, f1 or mcc",
              {"metric"});
}

std::string_view to_string(Metric metric) {
  switch (metric) {
    case Metric::kAccuracy:
      return "accuracy";
    case Metric::kF1:
      return "f1";
    case Metric::kMatthews:
      return "mcc";
  }
  return "";
}

double value_of(Metric metric, const ConfusionMatrix& counts) {
  switch (metric) {
    case Metric::kAccuracy:
      return counts.accuracy();
    case Metric::kF1:
      return counts.num_labels() == 2 ? counts.f1(1) : counts.macro_f1();
    case Metric::kMatthews:
      return counts.matthews();
  }
  return 0;
}

}  // namespace tango::task
