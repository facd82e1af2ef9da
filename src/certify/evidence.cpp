#include "certify/evidence.h"

#include <set>
#include <utility>

#include <fmt/format.h>

#include <tango/error.h>

#include "certify/different_texts.h"
#include "certify/labelled_threshold.h"
#include "certify/parts.h"
#include "certify/reference.h"
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

void require_classes(const Sample& sample, const TierOutputs& outputs, const Parts& parts,
                     const Promise& promise, const std::vector<std::string>& classes) {
  if (classes.size() < 2) return;
  std::set<std::uint64_t> seen;
  for (const std::size_t row : parts.certifying) {
    seen.insert(outputs.reference_answer(sample.rows[row]));
  }
  if (seen.size() > 1) return;
  throw Error(
      ErrorCode::kInvalidInput,
      fmt::format("{} to all {} texts that certify are \"{}\"; a sample of one class says "
                  "nothing about the others: give texts as they will be served",
                  reference_in_words(promise), parts.certifying.size(), classes[*seen.begin()]),
      {"texts"});
}

Evidence certify_part(const Sample& sample, const TierOutputs& outputs, const Parts& parts,
                      const Promise& promise, const std::vector<std::string>& classes,
                      bool is_scanned) {
  if (!is_scanned) return certify_tiers(sample, outputs, parts, promise, classes);
  return promise.labelled ? certify_labelled(sample, outputs, parts, promise, classes)
                          : certify_single_threshold(sample, outputs, parts, promise, classes);
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
  if (promise.labelled && !promise.floors.empty()) {
    throw Error(ErrorCode::kUnsupported,
                "floors of classes are promised without labels: they are about the answers that "
                "are kept, not about accuracy",
                {"keep_class"});
  }
  if (promise.per_class) require_few_gates(outputs, classes);
  // One threshold, whose tests have an order that nobody needs to choose.
  const bool is_scanned =
      outputs.tiers() == 2 && outputs.reference.empty() && !promise.at_cost && !promise.per_class;
  const Parts parts = promise.learned || !is_scanned ? parts_of(sample) : undivided(sample);
  require_enough_texts(sample, outputs, parts, promise, classes);
  require_classes(sample, outputs, parts, promise, classes);
  Evidence evidence = certify_part(sample, outputs, parts, promise, classes, is_scanned);
  if (auto remark = remark_on_copies(sample, parts.certifying)) {
    evidence.remarks.push_back(std::move(*remark));
  }
  return evidence;
}

}  // namespace tango::certify
