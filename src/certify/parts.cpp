#include "certify/parts.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <fmt/format.h>

#include <tango/error.h>

#include "calibrate/bound/binomial.h"
#include "certify/different_texts.h"

namespace tango::certify {
namespace {

constexpr double kChoosingShare = 0.2;
constexpr std::uint64_t kCoinSeed = 0;

}  // namespace

std::vector<std::int64_t> groups_of(const Sample& sample, std::span<const std::size_t> rows) {
  std::vector<std::int64_t> groups;
  groups.reserve(rows.size());
  for (const std::size_t row : rows) groups.push_back(sample.groups[row]);
  return groups;
}

std::vector<bool> choosing_rows(const Sample& sample) {
  return calibrate::choosing_texts(sample.groups, kChoosingShare, kCoinSeed);
}

std::vector<calibrate::Promise> promises_of(const Promise& promise,
                                            const std::vector<std::string>& classes) {
  std::vector<calibrate::Promise> promises{
      {.risk = promise.risk(), .of_accuracy = promise.labelled}};
  for (const ClassFloor& floor : promise.floors) {
    const auto place = std::ranges::find(classes, floor.label);
    promises.push_back(
        {.risk = 1 - floor.keep, .reference_class = static_cast<int>(place - classes.begin())});
  }
  return promises;
}

Parts undivided(const Sample& sample) {
  Parts parts;
  parts.certifying.resize(sample.rows.size());
  std::iota(parts.certifying.begin(), parts.certifying.end(), std::size_t{0});
  return parts;
}

Parts parts_of(const Sample& sample) {
  const std::vector<bool> chooses = choosing_rows(sample);
  Parts parts;
  for (std::size_t row = 0; row < sample.rows.size(); ++row) {
    (chooses[row] ? parts.choosing : parts.certifying).push_back(row);
  }
  return parts;
}

void refuse_small(const Sample& sample, std::span<const std::size_t> rows, const Parts& parts,
                  const Shortage& shortage) {
  const DifferentTexts different = different_texts(sample, rows);
  std::string message = fmt::format("the sample is too small: {} different texts", different.count);
  if (!shortage.of.empty()) message += fmt::format(" of class \"{}\"", shortage.of);
  message += " certify";
  if (different.most_copies > 1) {
    message += fmt::format(", in {} rows, the most frequent in {} of them", rows.size(),
                           different.most_copies);
  }
  if (!parts.choosing.empty()) {
    message +=
        fmt::format(", after {:g} of the texts were set aside to choose from", kChoosingShare);
  }
  message += fmt::format(
      "; to show that {:g} is kept at confidence level {:g} takes at least {}, and more where some "
      "of them are lost",
      shortage.keep, shortage.confidence_level, shortage.needed);
  if (!parts.choosing.empty() && shortage.of.empty()) {
    const double in_all = std::ceil(static_cast<double>(shortage.needed) / (1 - kChoosingShare));
    message += fmt::format("; about {} in all", std::llround(in_all));
  }
  throw Error(ErrorCode::kInvalidInput, message, {"texts", "keep"});
}

std::string whole_groups_in_words(const calibrate::Groups& groups) {
  return fmt::format(
      "whole groups are the units, and the {} texts have {} independent group{}, the largest of {} "
      "texts; they would do if each were a group: give more groups, or no group as large as that",
      groups.texts(), groups.count(), groups.count() == 1 ? "" : "s", groups.largest());
}

void bound_by_floors(Evidence& evidence) {
  for (ClassEvidence& one : evidence.classes) one.kept_at_least = one.promised;
}

Evidence evidence_of(const Sample& sample, const TierOutputs& outputs, const Parts& parts,
                     const Promise& promise, const std::vector<std::string>& classes,
                     const std::vector<cascade::Threshold>& thresholds, std::size_t candidates) {
  Evidence evidence;
  evidence.thresholds = thresholds;
  evidence.answered.assign(thresholds.size() + 1, 0);
  evidence.texts = static_cast<std::int64_t>(parts.certifying.size());
  evidence.units =
      static_cast<std::int64_t>(calibrate::Groups(groups_of(sample, parts.certifying)).count());
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
  if (sample.named_groups) {
    bound_by_floors(evidence);
    return evidence;
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
