#include "evaluate/policy_json.h"

namespace tango::evaluate {

void add_policy(const cascade::Cascade& cascade, base::OrderedJson& result) {
  result["thresholds"] = base::OrderedJson::array();
  for (const cascade::Threshold& threshold : cascade.thresholds()) {
    result["thresholds"].push_back(to_json(threshold, cascade.labels().names));
  }
  result["confidence"] = cascade::to_string(cascade.rule().kind());
}

}  // namespace tango::evaluate
