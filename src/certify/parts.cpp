#include "certify/parts.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include <tango/error.h>

#include "calibrate/bound/binomial.h"
#include "calibrate/threshold/sample.h"

namespace tango::certify {
namespace {

constexpr double kChoosingShare = 0.2;
constexpr std::uint64_t kCoinSeed = 0;

}  // namespace

std::vector<bool> choosing_rows(const Sample& sample) {
  return calibrate::choosing_texts(sample.groups, kChoosingShare, kCoinSeed);
}

Sample certifying_part(const Sample& sample) {
  const std::vector<bool> chooses = choosing_rows(sample);
  Sample part;
  part.named_groups = sample.named_groups;
  for (std::size_t row = 0; row < sample.rows.size(); ++row) {
    if (chooses[row]) continue;
    part.rows.push_back(sample.rows[row]);
    part.groups.push_back(sample.groups[row]);
  }
  return part;
}

Parts undivided(const Sample& sample) {
  if (sample.named_groups) {
    throw Error(ErrorCode::kUnsupported,
                "groups of texts are bounded for two tiers, without labels, costs and references",
                {"group"});
  }
  return {.choosing = {}, .certifying = first_rows(sample)};
}

Parts parts_of(const Sample& sample) {
  const std::vector<bool> chooses = choosing_rows(sample);
  Parts parts;
  for (const std::size_t row : undivided(sample).certifying) {
    (chooses[row] ? parts.choosing : parts.certifying).push_back(row);
  }
  return parts;
}

void refuse_small(const Parts& parts, std::int64_t needed, const Promise& promise) {
  const bool divided = !parts.choosing.empty();
  const auto in_all = std::llround(std::ceil(static_cast<double>(needed) / (1 - kChoosingShare)));
  throw Error(
      ErrorCode::kInvalidInput,
      fmt::format(
          "the sample is too small: {} different texts certify{}; to show that {:g} is kept at "
          "confidence level {:g} takes at least {}{}",
          parts.certifying.size(),
          divided
              ? fmt::format(", after {:g} of them were set aside to choose from", kChoosingShare)
              : "",
          promise.keep, promise.confidence_level, needed,
          divided ? fmt::format(", so about {} in all", in_all) : ""),
      {"texts", "keep"});
}

Evidence evidence_of(const Sample& sample, const TierOutputs& outputs, const Parts& parts,
                     const Promise& promise, const std::vector<std::string>& classes,
                     const std::vector<cascade::Threshold>& thresholds, std::size_t candidates) {
  Evidence evidence;
  evidence.thresholds = thresholds;
  evidence.answered.assign(thresholds.size() + 1, 0);
  evidence.texts = static_cast<std::int64_t>(parts.certifying.size());
  evidence.units = evidence.texts;
  evidence.choosing = static_cast<std::int64_t>(parts.choosing.size());
  for (const std::string& label : classes) {
    ClassEvidence& one = evidence.classes.emplace_back();
    one.label = label;
    const auto floor = std::ranges::find(promise.floors, label, &ClassFloor::label);
    if (floor != promise.floors.end()) one.promised = floor->keep;
  }
  std::vector<std::int64_t> answered(evidence.answered.size());
  for (const std::size_t row : parts.certifying) {
    const std::size_t text = sample.rows[row];
    const std::size_t tier = answering_tier(outputs, text, evidence.thresholds);
    const bool is_lost = outputs.differs(tier, text);
    ++answered[tier];
    evidence.losses += is_lost ? 1 : 0;
    evidence.last_tier_losses += outputs.differs(outputs.tiers() - 1, text) ? 1 : 0;
    if (classes.empty()) continue;
    ClassEvidence& one = evidence.classes[outputs.reference_answer(text)];
    ++one.texts;
    one.losses += is_lost ? 1 : 0;
  }
  for (std::size_t tier = 0; tier < answered.size(); ++tier) {
    evidence.answered[tier] = static_cast<double>(answered[tier]) /
                              static_cast<double>(std::max<std::int64_t>(1, evidence.texts));
  }
  const double share =
      promise.significance() / static_cast<double>(std::max<std::size_t>(1, classes.size()));
  for (ClassEvidence& one : evidence.classes) {
    const double bounds = candidates != kEveryThreshold
                              ? static_cast<double>(candidates)
                              : std::max(1.0, static_cast<double>(one.texts));
    one.kept_at_least = 1 - calibrate::binomial_upper_bound(one.losses, one.texts, share / bounds);
  }
  return evidence;
}

}  // namespace tango::certify
