#include "certify/labelled_threshold.h"

#include <cmath>

#include <fmt/format.h>

#include <tango/error.h>

#include "calibrate/threshold/labelled.h"
#include "certify/parts.h"

namespace tango::certify {
namespace {

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

/// Throws kInvalidInput where the texts would do if each were independent of the others.
void refuse_dependent_texts(std::span<const calibrate::LabelledText> texts,
                            const calibrate::Groups& groups, const Promise& promise) {
  if (groups.are_single_texts()) return;
  const auto apart =
      calibrate::choose_labelled_threshold(texts, promise.keep, promise.significance());
  if (apart.threshold >= 1) return;
  throw Error(ErrorCode::kInvalidInput,
              fmt::format("no threshold shows that {:g} of the last tier's accuracy is kept: {}",
                          promise.keep, whole_groups_in_words(groups)),
              {"group", "keep"});
}

}  // namespace

Evidence certify_labelled(const Sample& sample, const TierOutputs& outputs, const Parts& parts,
                          const Promise& promise, const std::vector<std::string>& classes) {
  std::vector<calibrate::LabelledText> texts;
  for (const std::size_t row : parts.certifying) {
    const std::size_t text = sample.rows[row];
    const auto truth = static_cast<std::uint64_t>(sample.truths[row]);
    texts.push_back({.confidence = outputs.confidences.front()[text],
                     .cheap_right = outputs.answers.front()[text] == truth,
                     .last_right = outputs.answers.back()[text] == truth});
  }
  const calibrate::Groups groups(groups_of(sample, parts.certifying));
  const calibrate::LabelledChoice choice =
      calibrate::choose_labelled_threshold(texts, groups, promise.keep, promise.significance());
  if (choice.threshold >= 1) {
    refuse_dependent_texts(texts, groups, promise);
    const std::int64_t needed = labelled_texts_needed(choice.counts, promise);
    if (choice.counts.texts < needed) {
      refuse_small(sample, parts.certifying, parts,
                   {promise.keep, promise.confidence_level, needed});
    }
    throw Error(
        ErrorCode::kInvalidInput,
        fmt::format("no threshold shows that {:g} of the last tier's accuracy is kept, not even "
                    "the strictest that was tried; keep less, or certify on more than {} texts",
                    promise.keep, choice.counts.texts),
        {"keep", "texts"});
  }
  Evidence evidence =
      evidence_of(sample, outputs, parts, promise, classes, {choice.threshold}, kEveryThreshold);
  evidence.paired = choice.counts;
  return evidence;
}

}  // namespace tango::certify
