#include "cascade/threshold.h"

#include <algorithm>

namespace tango::cascade {

float Threshold::lowest() const { return std::ranges::min(values()); }

float Threshold::highest() const { return std::ranges::max(values()); }

base::OrderedJson to_json(const Threshold& threshold) {
  base::OrderedJson values = base::OrderedJson::array();
  for (const float value : threshold.values()) values.push_back(base::shortest(value));
  return threshold.is_per_class() ? values : values.front();
}

base::OrderedJson to_json(const Threshold& threshold, std::span<const std::string> labels) {
  if (!threshold.is_per_class()) return base::shortest(threshold.of(0));
  base::OrderedJson json = base::OrderedJson::object();
  for (std::size_t label = 0; label < labels.size(); ++label) {
    json[labels[label]] = base::shortest(threshold.of(static_cast<int>(label)));
  }
  return json;
}

}  // namespace tango::cascade
