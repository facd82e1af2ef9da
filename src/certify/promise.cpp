#include "certify/promise.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <tango/error.h>

#include "base/suggestion.h"

namespace tango::certify {
namespace {

void require_share(const std::string& what, double share, SettingName setting) {
  if (share > 0 && share < 1) return;
  std::string message = fmt::format("{} {} should lie between 0 and 1, both excluded", what, share);
  if (share > 1 && share < 100) {
    message += base::did_you_mean_shares(fmt::format("{}", share));
  } else if (share == 1 || share == 100) {
    message += "; no sample of texts can show that something holds of every text";
  }
  throw Error(ErrorCode::kUsage, message, {setting});
}

void require_cost(const CostTarget& target) {
  const double value = target.value;
  switch (target.kind) {
    case CostTarget::Kind::kBudget:
      return require_share("the share of texts that the last tier may read", value, "budget");
    case CostTarget::Kind::kSpeedup:
      if (value > 1 && std::isfinite(value)) return;
      throw Error(
          ErrorCode::kUsage,
          fmt::format("the speedup {:g} should be above 1: the last tier alone has 1", value),
          {"speedup"});
    case CostTarget::Kind::kLatency:
      if (value > 0 && std::isfinite(value)) return;
      throw Error(ErrorCode::kUsage, fmt::format("{:g} milliseconds should be more than 0", value),
                  {"latency_ms"});
  }
}

}  // namespace

SettingName setting_of(CostTarget::Kind kind) {
  switch (kind) {
    case CostTarget::Kind::kBudget:
      return "budget";
    case CostTarget::Kind::kSpeedup:
      return "speedup";
    case CostTarget::Kind::kLatency:
      break;
  }
  return "latency_ms";
}

void require_possible(const Promise& promise) {
  require_share("the confidence level", promise.confidence_level, "confidence_level");
  if (promise.at_cost) {
    require_cost(*promise.at_cost);
  } else {
    require_share("the share to keep", promise.keep, "keep");
  }
  for (const ClassFloor& floor : promise.floors) {
    require_share(fmt::format("the share to keep of class \"{}\",", floor.label), floor.keep,
                  "keep_class");
  }
  if (promise.at_cost && !promise.floors.empty()) {
    throw Error(ErrorCode::kUsage,
                "at a given cost there is one set of thresholds, whatever it keeps: floors of "
                "classes can't be asked for; every class's bound is reported",
                {"keep_class"});
  }
  if (promise.labelled && (promise.at_cost || promise.reference != Reference::kLastTier)) {
    throw Error(ErrorCode::kUsage,
                "accuracy is promised against the last tier's own, for a share to keep; leave out "
                "the labels, or the cost and the reference",
                {"label"});
  }
  if (promise.labelled && promise.per_class) {
    throw Error(ErrorCode::kUsage,
                "thresholds of classes are certified to keep the last tier's answers, not its "
                "accuracy; leave out the labels, or have one threshold for all classes",
                {"per_class"});
  }
}

void require_sensible(const Promise& promise, const std::vector<std::string>& labels) {
  require_possible(promise);
  std::set<std::string> seen;
  for (const ClassFloor& floor : promise.floors) {
    if (std::ranges::find(labels, floor.label) == labels.end()) {
      throw Error(ErrorCode::kUsage,
                  fmt::format("no class \"{}\"; the cascade answers \"{}\"{}", floor.label,
                              fmt::join(labels, "\", \""), base::did_you_mean(floor.label, labels)),
                  {"keep_class"});
    }
    if (!seen.insert(floor.label).second) {
      throw Error(ErrorCode::kUsage, fmt::format("class \"{}\" is given twice", floor.label),
                  {"keep_class"});
    }
  }
}

ClassFloor parse_class_floor(std::string_view text) {
  const std::size_t equals = text.rfind('=');
  ClassFloor floor;
  if (equals != std::string_view::npos && equals > 0) {
    floor.label = text.substr(0, equals);
    const std::string_view number = text.substr(equals + 1);
    const auto [end, error] =
        std::from_chars(number.data(), number.data() + number.size(), floor.keep);
    if (error == std::errc{} && end == number.data() + number.size()) return floor;
  }
  throw Error(ErrorCode::kUsage,
              fmt::format("\"{}\" should be a class and a share, such as spam=0.95", text),
              {"keep_class"});
}

}  // namespace tango::certify
