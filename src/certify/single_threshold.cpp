#include "certify/single_threshold.h"

#include <algorithm>
#include <cstdint>

#include <fmt/format.h>

#include <tango/error.h>

#include "calibrate/threshold/class_bounds.h"
#include "calibrate/threshold/fixed_sequence.h"
#include "calibrate/threshold/groups.h"
#include "calibrate/threshold/monotone.h"

namespace tango::certify {
namespace {

std::string name_of(const calibrate::Promise& promise, const std::vector<std::string>& classes) {
  return promise.reference_class == calibrate::kEveryClass
             ? "all texts"
             : "class \"" + classes[static_cast<std::size_t>(promise.reference_class)] + "\"";
}

/// Throws kInvalidInput where the texts would do if each were independent of the others.
void refuse_if_groups_hinder(std::span<const calibrate::ScoredText> texts,
                             const calibrate::Promise& promise, const std::string& name,
                             double significance) {
  std::vector<calibrate::ScoredText> apart(texts.begin(), texts.end());
  for (std::size_t i = 0; i < apart.size(); ++i) apart[i].group = static_cast<std::int64_t>(i);
  if (calibrate::choose_threshold(apart, {&promise, 1}, significance).accepted == 0) return;
  throw Error(ErrorCode::kInvalidInput,
              fmt::format("no threshold shows that {:g} of {} is kept: {}", 1 - promise.risk, name,
                          whole_groups_in_words(calibrate::CountedTexts(texts, promise).groups())),
              {"group", "keep"});
}

[[noreturn]] void refuse_threshold(std::span<const calibrate::ScoredText> texts,
                                   const calibrate::Promise& promise,
                                   const calibrate::PromiseEvidence& evidence, double significance,
                                   const std::vector<std::string>& classes) {
  const double keep = 1 - promise.risk;
  const std::string name = name_of(promise, classes);
  refuse_if_groups_hinder(texts, promise, name, significance);
  std::int64_t sure = 0;
  std::int64_t lost = 0;
  float highest = 0;
  for (const calibrate::ScoredText& text : texts) {
    if (counts_for(text, promise)) highest = std::max(highest, text.confidence);
  }
  for (const calibrate::ScoredText& text : texts) {
    if (!counts_for(text, promise) || text.confidence < highest) continue;
    ++sure;
    lost += text.differs ? 1 : 0;
  }
  throw Error(ErrorCode::kInvalidInput,
              fmt::format("no threshold shows that {:g} of {} is kept: of the {} of {} texts with "
                          "the highest confidence ({:g}), the last tier answers {} otherwise; keep "
                          "less, certify on more texts, or use a better first tier",
                          keep, name, sure, evidence.texts, highest, lost),
              {"keep", "texts"});
}

/// On the certifying texts themselves.
void add_frontier(std::span<const calibrate::ScoredText> texts, const TierOutputs& outputs,
                  float chosen, Evidence& evidence) {
  constexpr std::size_t kPoints = 24;
  const double cheap = outputs.seconds.front() / outputs.seconds.back();
  const bool goes_on = !outputs.goes_on.empty() && outputs.goes_on.back();
  const double last = goes_on ? 1 - cheap : 1;
  std::vector<float> confidences;
  for (const calibrate::ScoredText& text : texts) confidences.push_back(text.confidence);
  const auto count = static_cast<double>(texts.size());
  for (const float threshold : calibrate::falling_thresholds(confidences, kPoints)) {
    double accepted = 0;
    double losses = 0;
    for (const calibrate::ScoredText& text : texts) {
      if (!calibrate::accepts(threshold, text.confidence)) continue;
      ++accepted;
      losses += text.differs ? 1 : 0;
    }
    const double reads = 1 - accepted / count;
    evidence.frontier.push_back({.last_tier_reads = reads,
                                 .cost = std::min(1.0, cheap + last * reads),
                                 .kept = 1 - losses / count,
                                 .is_shown = threshold >= chosen});
  }
}

/// As the first tier and the last answer them. `with_classes`: answers are single labels.
std::vector<calibrate::ScoredText> scored_texts(const Sample& sample, const TierOutputs& outputs,
                                                std::span<const std::size_t> rows,
                                                bool with_classes) {
  std::vector<calibrate::ScoredText> texts;
  texts.reserve(rows.size());
  for (const std::size_t row : rows) {
    const std::size_t text = sample.rows[row];
    texts.push_back(
        {.confidence = outputs.confidences.front()[text],
         .differs = outputs.differs(0, text),
         .reference_class = with_classes ? static_cast<int>(outputs.answers.back()[text]) : 0,
         .group = sample.groups[row]});
  }
  return texts;
}

}  // namespace

Evidence certify_single_threshold(const Sample& sample, const TierOutputs& outputs,
                                  const Parts& parts, const Promise& promise,
                                  const std::vector<std::string>& classes) {
  const std::vector<calibrate::ScoredText> texts =
      scored_texts(sample, outputs, parts.certifying, !classes.empty());
  const std::vector<calibrate::Promise> promises = promises_of(promise, classes);
  const calibrate::MonotoneChoice choice =
      calibrate::choose_threshold(texts, promises, promise.significance());
  if (choice.accepted == 0) {
    const auto strictest =
        std::ranges::max_element(choice.promises, {}, &calibrate::PromiseEvidence::threshold);
    const auto place = strictest - choice.promises.begin();
    refuse_threshold(texts, promises[static_cast<std::size_t>(place)], *strictest,
                     promise.significance(), classes);
  }
  Evidence evidence;
  evidence.thresholds = {choice.threshold};
  evidence.texts = static_cast<std::int64_t>(texts.size());
  evidence.units = static_cast<std::int64_t>(calibrate::CountedTexts(texts, {}).groups().count());
  evidence.choosing = static_cast<std::int64_t>(parts.choosing.size());
  const double accepted = static_cast<double>(choice.accepted) / static_cast<double>(texts.size());
  evidence.answered = {accepted, 1 - accepted};
  evidence.losses = choice.promises.front().losses;
  add_frontier(texts, outputs, choice.threshold, evidence);
  if (classes.empty()) return evidence;
  const std::vector<calibrate::ClassBound> bounds = calibrate::class_bounds(
      texts, promises, promise.significance(), static_cast<int>(classes.size()));
  for (std::size_t label = 0; label < classes.size(); ++label) {
    ClassEvidence& one = evidence.classes.emplace_back();
    one.label = classes[label];
    one.texts = bounds[label].texts;
    one.losses = bounds[label].losses;
    one.kept_at_least = bounds[label].kept_at_least;
    const auto floor = std::ranges::find(promise.floors, one.label, &ClassFloor::label);
    if (floor != promise.floors.end()) one.promised = floor->keep;
  }
  if (sample.named_groups) bound_by_floors(evidence);
  return evidence;
}

}  // namespace tango::certify
