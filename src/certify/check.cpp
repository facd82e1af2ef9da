#include "certify/check.h"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include <tango/error.h>

#include "calibrate/bound/binomial.h"
#include "calibrate/bound/paired.h"
#include "calibrate/threshold/groups.h"
#include "cascade/cascade_config.h"
#include "certify/calibration.h"
#include "certify/different_texts.h"
#include "certify/learned_texts.h"
#include "certify/reference.h"

namespace tango::certify {
namespace {

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

/// What bets say of texts whose promise holds where a group's gains have a mean of at least 0, and
/// is broken where it is below. `gains`: of texts, in -(1 - risk) … most.
struct GroupBets {
  const calibrate::Groups& groups;
  std::span<const double> gains;
  double risk;
  double most;
  double significance;

  [[nodiscard]] bool show_that_it_holds() const {
    return groups.show([&](std::size_t text) { return gains[text]; }, 1 - risk, risk, significance);
  }
  [[nodiscard]] bool show_that_it_is_broken() const {
    return groups.show([&](std::size_t text) { return -gains[text]; }, most, risk, significance);
  }
};

Verdict verdict_of(bool holds, bool is_broken) {
  if (holds) return Verdict::kHolds;
  return is_broken ? Verdict::kBroken : Verdict::kCannotTell;
}

/// `losses`: of texts, 0 or 1.
Verdict verdict_of(const calibrate::Groups& groups, std::span<const std::uint8_t> losses,
                   double risk, double significance) {
  if (losses.empty()) return Verdict::kCannotTell;
  if (groups.are_single_texts()) {
    const auto texts = static_cast<std::int64_t>(losses.size());
    const std::int64_t lost = std::ranges::count(losses, 1);
    return verdict_of(calibrate::binomial_cdf(lost, texts, risk) <= significance,
                      calibrate::binomial_lower_bound(lost, texts, significance) > risk);
  }
  std::vector<double> gains;
  for (const std::uint8_t loss : losses) gains.push_back(risk - loss);
  const GroupBets bets{groups, gains, risk, risk, significance};
  return verdict_of(bets.show_that_it_holds(), bets.show_that_it_is_broken());
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
  Tally all;
  std::vector<std::size_t> rows;
  std::vector<std::int64_t> group_of_text;
  std::vector<std::uint8_t> losses;
  for (std::size_t row = 0; row < sample.rows.size(); ++row) {
    const std::size_t text = sample.rows[row];
    if (label && outputs.reference_answer(text) != static_cast<std::uint64_t>(*label)) continue;
    const std::size_t tier = answering_tier(outputs, text, certificate.evidence.thresholds);
    losses.push_back(outputs.differs(tier, text) ? 1 : 0);
    rows.push_back(row);
    group_of_text.push_back(sample.groups[row]);
    ++all.texts;
    all.losses += losses.back();
  }
  const calibrate::Groups groups(group_of_text);
  const double risk = 1 - floor.keep;
  const double significance = certificate.promise.significance();
  Verdict verdict = verdict_of(groups, losses, risk, significance);
  // As a certificate: copies show no more than the different texts could.
  const std::int64_t least = calibrate::texts_needed(0, risk, significance);
  const bool are_few = different_texts(sample, rows).count < least;
  if (verdict == Verdict::kHolds && are_few) verdict = Verdict::kCannotTell;
  // Each promise may be said to be broken with its share of the significance.
  if (verdict == Verdict::kBroken &&
      verdict_of(groups, losses, risk, significance * share) != Verdict::kBroken) {
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
  std::vector<double> gains;
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
    gains.push_back((cascade_right ? 1 : 0) - (last_right ? promise.keep : 0));
  }
  const calibrate::Groups groups(sample.groups);
  const GroupBets bets{groups, gains, promise.risk(), 1, promise.significance()};
  const bool holds = groups.are_single_texts() ? calibrate::shows_accuracy_kept(
                                                     counts, promise.keep, promise.significance())
                                               : bets.show_that_it_holds();
  const Verdict verdict = verdict_of(holds, bets.show_that_it_is_broken());
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
  std::optional<std::string>& group = source.reading.columns.group;
  if (!group) group = certificate.reading.columns.group;
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
