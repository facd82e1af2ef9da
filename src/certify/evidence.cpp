#include "certify/evidence.h"

#include <fmt/format.h>

#include <tango/error.h>

#include "certify/labelled_threshold.h"
#include "certify/parts.h"
#include "certify/several_thresholds.h"
#include "certify/single_threshold.h"

namespace tango::certify {
namespace {

constexpr std::size_t kMostTiers = 8;
constexpr std::size_t kMostThresholds = 64;  // of classes, in all tiers

void require_few_gates(const TierOutputs& outputs, const std::vector<std::string>& classes) {
  if (classes.empty()) {
    throw Error(ErrorCode::kUsage,
                "a threshold for each class is for cascades whose answer is one label",
                {"per_class"});
  }
  const std::size_t thresholds = (outputs.tiers() - 1) * classes.size();
  if (thresholds <= kMostThresholds) return;
  throw Error(
      ErrorCode::kUnsupported,
      fmt::format("thresholds of classes are chosen jointly, at most {} of them; {} tiers with {} "
                  "classes have {}: take one threshold for all classes",
                  kMostThresholds, outputs.tiers(), classes.size(), thresholds),
      {"per_class"});
}

}  // namespace

Evidence certify(const Sample& sample, const TierOutputs& outputs, const Promise& promise,
                 const std::vector<std::string>& classes) {
  if (outputs.tiers() < 2) {
    throw Error(ErrorCode::kUnsupported,
                "a cascade of one tier has no threshold: it gives that tier's answers, always");
  }
  if (outputs.tiers() > kMostTiers) {
    throw Error(
        ErrorCode::kUnsupported,
        fmt::format("thresholds are chosen jointly for at most {} tiers; this cascade has {}",
                    kMostTiers, outputs.tiers()));
  }
  if (promise.labelled && outputs.tiers() > 2) {
    throw Error(ErrorCode::kUnsupported,
                "accuracy is promised of two tiers; of more, give texts without labels: that the "
                "last tier's answers are kept is promised of any",
                {"label"});
  }
  if (promise.per_class) require_few_gates(outputs, classes);
  if (promise.labelled) return certify_labelled(sample, outputs, promise, classes);
  const bool is_monotone = outputs.tiers() == 2 && outputs.reference.empty();
  if (!is_monotone || promise.at_cost || promise.per_class) {
    return certify_tiers(sample, outputs, promise, classes);
  }
  if (!promise.learned) return certify_single_threshold(sample, outputs, promise, classes);
  const Sample part = certifying_part(sample);
  Evidence evidence = certify_single_threshold(part, outputs, promise, classes);
  evidence.choosing = static_cast<std::int64_t>(sample.rows.size() - part.rows.size());
  return evidence;
}

std::vector<std::size_t> first_rows(const Sample& sample) {
  std::vector<bool> seen(sample.texts.size());
  std::vector<std::size_t> rows;
  for (std::size_t row = 0; row < sample.rows.size(); ++row) {
    if (seen[sample.rows[row]]) continue;
    seen[sample.rows[row]] = true;
    rows.push_back(row);
  }
  return rows;
}

}  // namespace tango::certify
