#include "cli/certified_opening.h"

#include <vector>

#include <fmt/format.h>

namespace tango::cli {
namespace {

std::vector<std::string> warnings_of(const certify::Certificate& certificate,
                                     const CascadeWords& words) {
  std::vector<std::string> warnings;
  for (const certify::ClassEvidence& one : certificate.evidence.classes) {
    const auto kept = static_cast<double>(one.texts - one.losses);
    if (kept >= certificate.promise.keep * static_cast<double>(one.texts)) continue;
    warnings.push_back(fmt::format(
        "The promise is about all texts together: of {} texts {} \"{}\", {} get "
        "another one. More such texts to learn from help; tango calibrate --keep-class promises a "
        "share of one class.",
        one.texts, words.asks ? "whose given answer is" : "that the large model answers", one.label,
        one.losses));
  }
  return warnings;
}

std::string sentence_of(const certify::Certificate& certificate, const CascadeWords& words) {
  const double rest = 100 * certificate.evidence.answered.back();
  const std::string others =
      words.asks ? fmt::format("someone has to be asked about the other {:.0f}", rest)
                 : fmt::format("the large model reads the other {:.0f}", rest);
  const std::string kept = certificate.promise.labelled ? "of the large model's accuracy is kept"
                           : words.asks ? "of all 100 answers are those that would have been given"
                                        : "of all 100 answers are the large model's";
  return fmt::format("Of 100 texts like these, {} {} {:.0f} alone, and {}; then at least {} % {}.",
                     words.small, words.answer, 100 - rest, others,
                     certify::percent_at_least(certificate.promise.keep), kept);
}

}  // namespace

CascadeWords words_of(const cascade::CascadeConfig& config) {
  const auto& last = config.tiers.back().endpoint;
  const bool asks = last && last->protocol == cascade::kAsk;
  const bool is_one = config.tiers.size() == 2;
  return {.small = is_one ? "the small model" : "small models",
          .answer = is_one ? "answers" : "answer",
          .column = asks ? "to be asked about" : "read by the large model",
          .whose = asks ? "given" : "large model's",
          .asks = asks};
}

std::string percentage(double share) { return fmt::format("{:.1f} %", 100 * share); }

evaluate::Opening certified_opening(const certify::Certificate& certificate,
                                    const CascadeWords& words) {
  const certify::Evidence& evidence = certificate.evidence;
  const double rest = evidence.answered.back();
  evaluate::Opening opening{
      .sentence = sentence_of(certificate, words),
      .numbers = {{percentage(1 - rest),
                   fmt::format("of the texts: {} {} alone", words.small, words.answer)},
                  {percentage(rest), "of the texts are " + words.column},
                  {fmt::format("≥ {} %", certify::percent_at_least(certificate.promise.keep)),
                   fmt::format(
                       "is promised of all texts together: {} texts show it with {:g} % confidence",
                       evidence.texts, 100 * certificate.promise.confidence_level)}},
      .warnings = warnings_of(certificate, words)};
  const double alone = (1 - rest) * static_cast<double>(evidence.texts);
  const auto losses = static_cast<double>(evidence.losses);
  if (alone >= 1 && !certificate.promise.labelled) {
    opening.numbers.push_back(
        {percentage(1 - losses / alone),
         fmt::format(
             "of what {} {} alone is the {} answer, as counted on these {} texts; of all, {}",
             words.small, words.answer, words.whose, evidence.texts,
             percentage(1 - losses / static_cast<double>(evidence.texts)))});
  }
  return opening;
}

std::string asking_cascade(const certify::Evidence& evidence) {
  const cascade::Threshold& threshold = evidence.thresholds.front();
  const bool is_one = evidence.thresholds.size() == 1 && !threshold.is_per_class();
  return fmt::format(
      "An answer is a label{}. A small model, which has learnt from given answers, reads every "
      "text and says how sure it is, from 0 to 1. From the threshold on{}, its answer stands. "
      "Below, it is a guess, which tango classify marks with \"ask\": true, and whoever gave the "
      "answers (a language model, a service or people) has to be asked about that text. What was "
      "given counts as right on this page, with the mistakes that may be in it.",
      evidence.classes.empty() ? "" : fmt::format(", such as \"{}\"", evidence.classes[0].label),
      is_one ? fmt::format(", here {:.4f}", threshold.of(0)) : "");
}

}  // namespace tango::cli
