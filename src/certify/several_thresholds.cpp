#include "certify/several_thresholds.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include <tango/error.h>

#include "calibrate/bound/binomial.h"
#include "calibrate/threshold/fixed_sequence.h"
#include "calibrate/threshold/sample.h"
#include "calibrate/tiers/pareto.h"

namespace tango::certify {
namespace {

constexpr double kChoosingShare = 0.2;
constexpr std::uint64_t kCoinSeed = 0;

/// Rows of the two parts; of copies the first alone counts, so that all are independent.
struct Parts {
  std::vector<std::size_t> choosing, certifying;
};

Parts parts_of(const Sample& sample) {
  const std::vector<bool> chooses =
      calibrate::choosing_texts(sample.groups, kChoosingShare, kCoinSeed);
  Parts parts;
  for (const std::size_t row : first_rows(sample)) {
    (chooses[row] ? parts.choosing : parts.certifying).push_back(row);
  }
  return parts;
}

void refuse_groups_and_floors(const Sample& sample, const Promise& promise, const char* where) {
  if (sample.named_groups) {
    throw Error(
        ErrorCode::kUnsupported,
        fmt::format("groups of texts are bounded for two tiers without labels, not {}", where),
        {"group"});
  }
  if (!promise.floors.empty()) {
    throw Error(
        ErrorCode::kUnsupported,
        fmt::format("floors of classes are promised for two tiers without labels, not {}", where),
        {"keep_class"});
  }
}

[[noreturn]] void refuse_small(std::size_t certifying, std::int64_t needed,
                               const Promise& promise) {
  throw Error(
      ErrorCode::kInvalidInput,
      fmt::format("the sample is too small: {} different texts certify, after {:g} of them "
                  "were set aside to choose candidates; to show that {:g} is kept at "
                  "confidence level {:g} takes at least {}, so about {} in all",
                  certifying, kChoosingShare, promise.keep, promise.confidence_level, needed,
                  std::llround(std::ceil(static_cast<double>(needed) / (1 - kChoosingShare)))),
      {"texts", "keep"});
}

/// Bounds each class at the thresholds, for every one of `candidates` that might have been chosen.
void add_classes(const Sample& sample, const TierOutputs& outputs, const Parts& parts,
                 const Promise& promise, const std::vector<std::string>& classes,
                 std::size_t candidates, Evidence& evidence) {
  for (const std::string& label : classes) evidence.classes.push_back({.label = label});
  for (const std::size_t row : parts.certifying) {
    const std::size_t text = sample.rows[row];
    const std::size_t tier = answering_tier(outputs, text, evidence.thresholds);
    const bool lost = outputs.differs(tier, text);
    evidence.answered[tier] += 1 / static_cast<double>(parts.certifying.size());
    evidence.losses += lost ? 1 : 0;
    if (classes.empty()) continue;
    ClassEvidence& one = evidence.classes[outputs.answers.back()[text]];
    ++one.texts;
    one.losses += lost ? 1 : 0;
  }
  const double share = promise.significance() /
                       static_cast<double>(std::max<std::size_t>(1, classes.size() * candidates));
  for (ClassEvidence& one : evidence.classes) {
    one.kept_at_least = 1 - calibrate::binomial_upper_bound(one.losses, one.texts, share);
  }
}

Evidence evidence_of_parts(const Parts& parts, std::vector<float> thresholds) {
  Evidence evidence;
  evidence.answered.assign(thresholds.size() + 1, 0);
  evidence.thresholds = std::move(thresholds);
  evidence.texts = static_cast<std::int64_t>(parts.certifying.size());
  evidence.units = evidence.texts;
  evidence.choosing = static_cast<std::int64_t>(parts.choosing.size());
  return evidence;
}

/// The fewest texts that show it where the cascade never loses and never gains.
std::int64_t labelled_texts_needed(const calibrate::PairedCounts& seen, const Promise& promise) {
  const double accuracy =
      seen.texts == 0 ? 1 : static_cast<double>(seen.last_right) / static_cast<double>(seen.texts);
  const auto shown = [&](std::int64_t texts) {
    const auto right = static_cast<std::int64_t>(std::floor(accuracy * static_cast<double>(texts)));
    return calibrate::shows_accuracy_kept({.texts = texts, .last_right = right}, promise.keep,
                                          promise.significance());
  };
  std::int64_t high = 64;
  while (high < 1'000'000 && !shown(high)) high *= 2;
  std::int64_t low = high / 2;
  while (high - low > 1) {
    const std::int64_t middle = low + (high - low) / 2;
    (shown(middle) ? high : low) = middle;
  }
  return high;
}

}  // namespace

Evidence certify_labelled(const Sample& sample, const TierOutputs& outputs, const Promise& promise,
                          const std::vector<std::string>& classes) {
  refuse_groups_and_floors(sample, promise, "for labelled texts");
  const Parts parts = parts_of(sample);
  const auto labelled = [&](const std::vector<std::size_t>& rows) {
    std::vector<calibrate::LabelledText> texts;
    for (const std::size_t row : rows) {
      const std::size_t text = sample.rows[row];
      const auto truth = static_cast<std::uint64_t>(sample.truths[row]);
      texts.push_back({.confidence = outputs.confidences.front()[text],
                       .cheap_right = outputs.answers.front()[text] == truth,
                       .last_right = outputs.answers.back()[text] == truth});
    }
    return texts;
  };
  const calibrate::LabelledChoice choice = calibrate::choose_labelled_threshold(
      labelled(parts.choosing), labelled(parts.certifying), promise.keep, promise.significance());
  if (choice.threshold >= 1) {
    const std::int64_t needed = labelled_texts_needed(choice.counts, promise);
    if (choice.counts.texts < needed) refuse_small(parts.certifying.size(), needed, promise);
    throw Error(ErrorCode::kInvalidInput,
                fmt::format("no threshold shows that {:g} of the last tier's accuracy is kept, not "
                            "even the strictest that was tried; keep less, or certify on more than "
                            "{} texts",
                            promise.keep, choice.counts.texts),
                {"keep", "texts"});
  }
  Evidence evidence = evidence_of_parts(parts, {choice.threshold});
  evidence.paired = choice.counts;
  add_classes(sample, outputs, parts, promise, classes, calibrate::kMostCandidates, evidence);
  return evidence;
}

Evidence certify_tiers(const Sample& sample, const TierOutputs& outputs, const Promise& promise,
                       const std::vector<std::string>& classes) {
  refuse_groups_and_floors(sample, promise, "for more tiers");
  const Parts parts = parts_of(sample);
  const std::int64_t needed = calibrate::texts_needed(0, promise.risk(), promise.significance());
  if (static_cast<std::int64_t>(parts.certifying.size()) < needed) {
    refuse_small(parts.certifying.size(), needed, promise);
  }
  const auto tiered = [&](const std::vector<std::size_t>& rows) {
    std::vector<calibrate::TieredText> texts;
    for (const std::size_t row : rows) {
      const std::size_t text = sample.rows[row];
      calibrate::TieredText& one = texts.emplace_back();
      for (std::size_t tier = 0; tier + 1 < outputs.tiers(); ++tier) {
        one.confidences.push_back(outputs.confidences[tier][text]);
        one.differs.push_back(outputs.differs(tier, text));
      }
    }
    return texts;
  };
  const calibrate::TierChoice choice =
      calibrate::choose_tiers(tiered(parts.choosing), tiered(parts.certifying), outputs.seconds,
                              promise.risk(), promise.significance());
  if (std::ranges::all_of(choice.thresholds, [](float threshold) { return threshold >= 1; })) {
    throw Error(ErrorCode::kInvalidInput,
                fmt::format("no thresholds show that {:g} is kept and are cheaper than the last "
                            "tier alone; keep less, or certify on more than {} texts",
                            promise.keep, parts.certifying.size()),
                {"keep", "texts"});
  }
  std::vector<float> thresholds = choice.thresholds;
  for (float& threshold : thresholds) threshold = std::min(threshold, 1.0F);  // accepts nothing
  Evidence evidence = evidence_of_parts(parts, std::move(thresholds));
  add_classes(sample, outputs, parts, promise, classes, choice.frontier.size(), evidence);
  return evidence;
}

}  // namespace tango::certify
