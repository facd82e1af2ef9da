#include "certify/check.h"

#include <algorithm>
#include <map>
#include <optional>

#include <fmt/format.h>

#include <tango/error.h>

#include "calibrate/bound/betting.h"
#include "calibrate/bound/binomial.h"
#include "calibrate/bound/paired.h"
#include "cascade/cascade_config.h"
#include "certify/calibration.h"
#include "certify/different_texts.h"
#include "certify/learned_texts.h"
#include "certify/reference.h"

namespace tango::certify {
namespace {

/// Of one group of rows that are independent of all others.
struct Tally {
  std::int64_t texts = 0;
  std::int64_t losses = 0;
};

std::string_view verb_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::kHolds:
      return "holds";
    case Verdict::kBroken:
      return "is broken";
    case Verdict::kCannotTell:
      break;
  }
  return "can't be told";
}

/// Bets that the mean over groups of sign · (risk · texts - losses) is above 0.
bool groups_bet(std::span<const Tally> groups, double risk, double sign, double significance) {
  std::int64_t largest = 1;
  for (const Tally& group : groups) largest = std::max(largest, group.texts);
  const double scale = 1 / static_cast<double>(largest);
  calibrate::DeadlineBet bet(static_cast<std::int64_t>(groups.size()), sign > 0 ? 1 - risk : risk,
                             risk * scale, significance);
  for (const Tally& group : groups) {
    bet.add(sign * scale *
            (risk * static_cast<double>(group.texts) - static_cast<double>(group.losses)));
  }
  return bet.rejected();
}

Verdict verdict_of(std::span<const Tally> groups, const Tally& all, double risk,
                   double significance) {
  if (groups.empty()) return Verdict::kCannotTell;
  if (all.texts == static_cast<std::int64_t>(groups.size())) {
    if (calibrate::binomial_cdf(all.losses, all.texts, risk) <= significance) {
      return Verdict::kHolds;
    }
    return calibrate::binomial_lower_bound(all.losses, all.texts, significance) > risk
               ? Verdict::kBroken
               : Verdict::kCannotTell;
  }
  if (groups_bet(groups, risk, 1, significance)) return Verdict::kHolds;
  return groups_bet(groups, risk, -1, significance) ? Verdict::kBroken : Verdict::kCannotTell;
}

std::string remedy(const Tally& all, double risk, double significance) {
  const double seen =
      all.texts == 0 ? 0 : static_cast<double>(all.losses) / static_cast<double>(all.texts);
  const auto needed = calibrate::texts_needed_at(seen, risk, significance);
  if (!needed) return "; more texts may tell";
  return fmt::format("; if as many are kept of more, {} texts would tell", *needed);
}

void add(Check& result, Verdict verdict, const std::string& finding) {
  result.findings.push_back(finding);
  if (verdict == Verdict::kBroken) result.verdict = Verdict::kBroken;
  if (verdict == Verdict::kCannotTell && result.verdict == Verdict::kHolds) {
    result.verdict = Verdict::kCannotTell;
  }
}

void check_answers(const Certificate& certificate, const Sample& sample, const TierOutputs& outputs,
                   std::optional<int> label, const ClassFloor& floor, double share, Check& result) {
  std::map<std::int64_t, Tally> by_group;
  Tally all;
  std::vector<std::size_t> rows;
  for (std::size_t row = 0; row < sample.rows.size(); ++row) {
    const std::size_t text = sample.rows[row];
    if (label && outputs.reference_answer(text) != static_cast<std::uint64_t>(*label)) continue;
    const std::size_t tier = answering_tier(outputs, text, certificate.evidence.thresholds);
    const std::int64_t loss = outputs.differs(tier, text) ? 1 : 0;
    rows.push_back(row);
    Tally& group = by_group[sample.groups[row]];
    ++group.texts;
    ++all.texts;
    group.losses += loss;
    all.losses += loss;
  }
  std::vector<Tally> groups;
  groups.reserve(by_group.size());
  for (const auto& [number, tally] : by_group) groups.push_back(tally);
  const double risk = 1 - floor.keep;
  const double significance = certificate.promise.significance();
  Verdict verdict = verdict_of(groups, all, risk, significance);
  // As a certificate: copies show no more than the different texts could.
  const std::int64_t least = calibrate::texts_needed(0, risk, significance);
  const bool are_few = different_texts(sample, rows).count < least;
  if (verdict == Verdict::kHolds && are_few) verdict = Verdict::kCannotTell;
  // Each promise may be said to be broken with its share of the significance.
  if (verdict == Verdict::kBroken &&
      verdict_of(groups, all, risk, significance * share) != Verdict::kBroken) {
    verdict = Verdict::kCannotTell;
  }
  std::string finding = fmt::format(
      "{}: {} of {} texts keep their answer ({:.2f} %; {:g} % is promised): {}",
      label ? "class \"" + floor.label + "\"" : "all texts", all.texts - all.losses, all.texts,
      all.texts == 0
          ? 0
          : 100 - 100.0 * static_cast<double>(all.losses) / static_cast<double>(all.texts),
      100 * floor.keep, verb_of(verdict));
  if (verdict == Verdict::kCannotTell) {
    finding += are_few && all.texts >= least
                   ? fmt::format("; at least {} different texts would tell", least)
                   : remedy(all, risk, significance);
  }
  add(result, verdict, finding);
}

void check_accuracy(const Certificate& certificate, const Sample& sample,
                    const TierOutputs& outputs, Check& result) {
  const Promise& promise = certificate.promise;
  calibrate::PairedCounts counts;
  // Broken where keep · right(last) - right(cascade) has a mean above 0.
  calibrate::DeadlineBet bet(static_cast<std::int64_t>(sample.rows.size()), 1, promise.risk(),
                             promise.significance());
  std::int64_t right = 0;
  for (std::size_t row = 0; row < sample.rows.size(); ++row) {
    const std::size_t text = sample.rows[row];
    const auto truth = static_cast<std::uint64_t>(sample.truths[row]);
    const std::size_t tier = answering_tier(outputs, text, certificate.evidence.thresholds);
    const bool last_right = outputs.answers.back()[text] == truth;
    const bool cascade_right = outputs.answers[tier][text] == truth;
    ++counts.texts;
    counts.last_right += last_right ? 1 : 0;
    counts.lost += last_right && !cascade_right ? 1 : 0;
    counts.gained += !last_right && cascade_right ? 1 : 0;
    right += cascade_right ? 1 : 0;
    bet.add((last_right ? promise.keep : 0) - (cascade_right ? 1 : 0));
  }
  Verdict verdict = Verdict::kCannotTell;
  if (calibrate::shows_accuracy_kept(counts, promise.keep, promise.significance())) {
    verdict = Verdict::kHolds;
  } else if (bet.rejected()) {
    verdict = Verdict::kBroken;
  }
  add(result, verdict,
      fmt::format("of {} texts the cascade answers {} rightly and the last tier {}; "
                  "{:g} % of the last tier's is promised: {}",
                  counts.texts, right, counts.last_right, 100 * promise.keep, verb_of(verdict)));
}

/// Those that the certificate was made of, if their file holds them as it did then.
std::optional<Sample> certifying_texts(const Certificate& certificate, SampleSource source) {
  source.path = certificate.file;
  source.reading = certificate.reading;
  source.reference = certificate.reference;
  try {
    Sample sample = read_sample(source);
    if (hexadecimal(sample.hash) == certificate.data) return sample;
  } catch (const Error&) {  // gone, or not such a file any more
  }
  return std::nullopt;
}

}  // namespace

Check check(const Certificate& certificate, const Sample& sample, const TierOutputs& outputs,
            const std::vector<std::string>& classes) {
  if (outputs.tiers() != certificate.evidence.thresholds.size() + 1) {
    throw Error(ErrorCode::kInvalidModel, "the certificate is of a cascade of another depth");
  }
  for (const cascade::Threshold& threshold : certificate.evidence.thresholds) {
    if (!threshold.is_per_class() || threshold.values().size() == classes.size()) continue;
    throw Error(ErrorCode::kInvalidModel, "the certificate is of a cascade with other classes");
  }
  const Promise& promise = certificate.promise;
  Check result{.verdict = Verdict::kHolds, .findings = {}};
  if (promise.labelled) {
    check_accuracy(certificate, sample, outputs, result);
    return result;
  }
  const double share = 1 / static_cast<double>(1 + promise.floors.size());
  check_answers(certificate, sample, outputs, std::nullopt, {.label = "", .keep = promise.keep},
                share, result);
  for (const ClassFloor& floor : promise.floors) {
    const auto place = std::ranges::find(classes, floor.label);
    if (place == classes.end()) {
      throw Error(ErrorCode::kInvalidModel, "the certificate promises a class \"" + floor.label +
                                                "\" that the cascade does not have");
    }
    check_answers(certificate, sample, outputs, static_cast<int>(place - classes.begin()), floor,
                  share, result);
  }
  return result;
}

Check check(const TierRunner& runner, const std::filesystem::path& directory,
            const Certificate& certificate, SampleSource source,
            const std::vector<SampleSource>& training) {
  source.labels = runner.cascade.labels().names;
  source.reading.columns.want_label = certificate.promise.labelled;
  source.answers_questions = runner.answers_questions();
  Sample sample = read_sample(source);
  const std::optional<Sample> certifying = certifying_texts(certificate, source);
  const std::size_t rows = sample.rows.size();
  const std::size_t left_out = certifying ? leave_out(*certifying, sample) : 0;
  if (hexadecimal(sample.hash) == certificate.data || left_out == rows) {
    throw Error(ErrorCode::kInvalidInput,
                fmt::format("{}: the certificate was made of these {} texts; check it on new ones",
                            source.path.string(), rows),
                {"check"});
  }
  for (const SampleSource& one : training) require_no_overlap(sample, one);
  if (runner.cascade.rule().kind() == cascade::ConfidenceKind::kLearned) {
    require_not_learned(sample, cascade::read_cascade_config(directory).learned_from);
  }
  Check result =
      check(certificate, sample, outputs_with_reference(runner, certificate.promise, sample),
            classes_of(runner.cascade));
  if (!certifying) {
    result.remarks.push_back(fmt::format(
        "The certificate was made of other texts than {} holds now: whether some of those that are "
        "checked were among them can't be known, and such texts tell nothing.",
        certificate.file.string()));
  } else if (left_out > 0) {
    result.remarks.push_back(fmt::format(
        "{} of {} texts are left out: the certificate was made of them. The others say:", left_out,
        rows));
  }
  return result;
}

std::string Check::in_words() const {
  std::string text;
  for (const std::string& remark : remarks) text += remark + "\n";
  for (const std::string& finding : findings) text += finding + "\n";
  switch (verdict) {
    case Verdict::kHolds:
      return text + "The promise holds on texts like these.\n";
    case Verdict::kBroken:
      return text + "The promise is broken on texts like these: calibrate again on such texts.\n";
    case Verdict::kCannotTell:
      break;
  }
  return text + "These texts can't tell whether the promise holds.\n";
}

}  // namespace tango::certify
