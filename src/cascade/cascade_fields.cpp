#include "cascade/cascade_fields.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <tango/error.h>

#include "base/suggestion.h"

namespace tango::cascade {

std::span<const std::string> cascade_fields() {
  static const std::array<std::string, 7> kFields{
      "$schema", "version", "labels", "label_thresholds", "confidence", "tiers", "learned_from"};
  return kFields;
}

std::span<const std::string> tier_fields() {
  static const std::array<std::string, 8> kFields{"model",     "exit_of",      "layers",
                                                  "threshold", "temperature",  "precision",
                                                  "endpoint",  "learned_score"};
  return kFields;
}

void require_known_fields(const base::Json& object, std::span<const std::string> known,
                          const std::string& where) {
  if (!object.is_object()) return;
  for (const auto& [name, value] : object.items()) {
    if (std::ranges::find(known, name) != known.end()) continue;
    const std::string meant = base::did_you_mean(name, known);
    throw Error(
        ErrorCode::kInvalidModel,
        fmt::format(
            "{}: there is no field \"{}\"{}", where, name,
            meant.empty() ? fmt::format("; the fields are {}", fmt::join(known, ", ")) : meant));
  }
}

void refuse_field(const std::string& where, const std::string& message) {
  throw Error(ErrorCode::kInvalidModel, where + ": " + message);
}

double require_within(double value, double low, double high, const std::string& key,
                      const std::string& where) {
  if (!(value >= low && value <= high)) {
    refuse_field(where,
                 fmt::format("\"{}\" should lie in {} … {}, found {}", key, low, high, value));
  }
  return value;
}

}  // namespace tango::cascade
