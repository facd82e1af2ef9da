#include "serve/kserve/elements.h"

namespace tango::serve::kserve {

std::string label_of(const cascade::Answer& answer, const ServedModel& model) {
  const auto& names = model.cascade->labels().names;
  if (!answer.spans.empty()) return answer.spans.front().text;
  if (answer.label >= 0) return names[static_cast<std::size_t>(answer.label)];
  std::string joined;
  for (const int label : answer.labels) {
    joined += (joined.empty() ? "" : ",") + names[static_cast<std::size_t>(label)];
  }
  return joined;
}

}  // namespace tango::serve::kserve
