#include "certify/refused_tiers.h"

#include <algorithm>

#include <fmt/format.h>

#include <tango/error.h>

#include "calibrate/bound/binomial.h"
#include "certify/reference.h"

namespace tango::certify {
namespace {

/// Where as many texts would do if each were a group.
void refuse_dependent_tiers(const calibrate::CertifyingTexts& certifying,
                            const calibrate::Promise& promise, const std::string& what,
                            std::span<const float> thresholds, double significance) {
  if (certifying.groups().are_single_texts()) return;
  calibrate::CertifyingTexts apart(certifying.texts(), {}, {&promise, 1}, significance);
  if (!apart.show(thresholds)) return;
  throw Error(ErrorCode::kInvalidInput,
              fmt::format("cannot be certified: that {:g} of {} is kept is not shown even at the "
                          "strictest thresholds: {}",
                          1 - promise.risk, what, whole_groups_in_words(certifying.groups())),
              {"group", "keep"});
}

[[noreturn]] void refuse_accuracy(std::span<const calibrate::TieredText> texts,
                                  std::span<const float> thresholds, double keep) {
  const calibrate::PairedCounts counts = calibrate::paired_counts_at(texts, thresholds);
  throw Error(
      ErrorCode::kInvalidInput,
      fmt::format("cannot be certified: of the {} certifying texts the last tier answers {} "
                  "rightly; even at the strictest thresholds the cascade loses {} of these and "
                  "gains {} others, which does not show that {:g} of the last tier's accuracy is "
                  "kept; keep less, or certify on more texts",
                  counts.texts, counts.last_right, counts.lost, counts.gained, keep),
      {"keep", "texts"});
}

[[noreturn]] void refuse_answers(const calibrate::PromiseCounts& counts, const std::string& name,
                                 double risk, const Promise& promise) {
  const double seen = static_cast<double>(counts.losses) /
                      static_cast<double>(std::max<std::int64_t>(1, counts.texts));
  const auto needed = calibrate::texts_needed_at(seen, risk, promise.significance());
  throw Error(
      ErrorCode::kInvalidInput,
      fmt::format("cannot be certified: of the {} texts that count for {}, {} differ from {} even "
                  "at the strictest thresholds, and to show that {:g} is kept {}",
                  counts.texts, name, counts.losses, reference_in_words(promise), 1 - risk,
                  needed ? fmt::format("takes {} if as many differ", *needed)
                         : "fewer would have to differ: keep less"),
      {"keep", "texts"});
}

}  // namespace

void refuse_tiers(const calibrate::TierChoice& choice, calibrate::CertifyingTexts& certifying,
                  const Promise& promise) {
  // Those that passed accept nothing.
  const std::vector<float>& strictest = choice.passed < choice.frontier.size()
                                            ? choice.frontier[choice.passed].thresholds
                                            : choice.thresholds;
  for (std::size_t i = 0; i < certifying.promises().size(); ++i) {
    if (certifying.show(i, strictest)) continue;
    const calibrate::Promise& own = certifying.promises()[i];
    const std::string name = i == 0 ? "all texts" : "class \"" + promise.floors[i - 1].label + "\"";
    refuse_dependent_tiers(certifying, own, own.of_accuracy ? "the last tier's accuracy" : name,
                           strictest, promise.significance());
    if (own.of_accuracy) refuse_accuracy(certifying.texts(), strictest, promise.keep);
    refuse_answers(calibrate::counts_at(certifying.texts(), own, strictest), name, own.risk,
                   promise);
  }
  throw Error(
      ErrorCode::kInvalidInput,
      fmt::format("cannot be certified: no thresholds that are cheaper than the last tier alone "
                  "show that {:g}{} is kept; keep less, or certify on more than {} texts",
                  promise.keep, promise.labelled ? " of the last tier's accuracy" : "",
                  certifying.texts().size()),
      {"keep", "texts"});
}

}  // namespace tango::certify
