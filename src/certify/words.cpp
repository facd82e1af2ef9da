// What a certificate says to people.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "certify/certificate.h"
#include "certify/reference.h"

namespace tango::certify {
namespace {

std::string percent(double share) {
  const std::string text = fmt::format("{:.1f}", 100 * share);
  return text.ends_with(".0") ? text.substr(0, text.size() - 2) : text;
}

std::string in_words(const cascade::Threshold& threshold,
                     const std::vector<ClassEvidence>& classes) {
  if (threshold.lowest() >= 1) return ", accepts nothing";
  if (!threshold.is_per_class()) return fmt::format(", threshold {}", threshold.of(0));
  std::string text;
  for (std::size_t label = 0; label < classes.size(); ++label) {
    text += fmt::format("{} {} of \"{}\"", text.empty() ? ", threshold" : ",",
                        threshold.of(static_cast<int>(label)), classes[label].label);
  }
  return text;
}

std::string classes_in_words(const Evidence& evidence) {
  std::string text;
  for (const ClassEvidence& one : evidence.classes) {
    if (!one.at_least()) continue;
    text += fmt::format("{}{} % of \"{}\"", text.empty() ? "" : ", ",
                        percent_at_least(*one.at_least()), one.label);
  }
  return text;
}

}  // namespace

std::string percent_at_least(double share) {
  return percent(std::floor(1000 * share + 1e-9) / 1000);
}

std::string in_two_sentences(const Certificate& certificate) {
  const Promise& promise = certificate.promise;
  const Evidence& evidence = certificate.evidence;
  std::string text = fmt::format(
      "On {}, {} texts{} showed with {} % confidence that the cascade keeps at least {} % of {} on "
      "texts like these, while the last tier reads {} % of them",
      certificate.date, evidence.texts,
      certificate.largest_group == 0
          ? ""
          : fmt::format(" in {} groups of at most {}", evidence.units, certificate.largest_group),
      percent(promise.confidence_level),
      promise.at_cost ? percent_at_least(promise.keep) : percent(promise.keep),
      promise.labelled ? "the last tier's accuracy" : reference_in_words(promise),
      percent(evidence.answered.back()));
  if (const std::string classes = classes_in_words(evidence); !classes.empty()) {
    text += "; by class it keeps at least " + classes;
  }
  text += ". It promises nothing about texts of another kind, ";
  if (certificate.largest_group > 0) text += "where groups are larger, ";
  text += "or after models or options change";
  if (const std::int64_t attempts = certificate.attempts_on_data(); attempts > 1) {
    text += fmt::format(
        ", and as it was attempt {} on the same texts or half of them, one of the promises may be "
        "broken with a probability of up to {} %",
        attempts, percent(std::min(1.0, static_cast<double>(attempts) * promise.significance())));
  }
  return text + ".";
}

std::string summary_of(const Certificate& certificate) {
  const Evidence& evidence = certificate.evidence;
  std::string text;
  for (std::size_t tier = 0; tier < evidence.answered.size(); ++tier) {
    text += fmt::format("tier {}: {:.1f} % of the certifying texts", tier + 1,
                        100 * evidence.answered[tier]);
    if (tier < evidence.thresholds.size()) {
      text += in_words(evidence.thresholds[tier], evidence.classes);
    }
    text += '\n';
  }
  for (const std::string& remark : evidence.remarks) text += remark + "\n";
  if (certificate.promise.at_cost) {
    text += fmt::format(
        "The thresholds are those that meet the cost on {} texts; the numbers are of the other "
        "{}\n",
        evidence.choosing, evidence.texts);
  }
  text += fmt::format("{} of the {} certifying texts do not get {}\n", evidence.losses,
                      evidence.texts, reference_in_words(certificate.promise));
  for (const ClassEvidence& one : evidence.classes) {
    text += fmt::format("class \"{}\": {} of {} texts keep their answer", one.label,
                        one.texts - one.losses, one.texts);
    if (one.promised) text += fmt::format("; promised: at least {:g} %", 100 * *one.promised);
    if (one.kept_at_least)
      text += fmt::format("; shown: at least {} %", percent_at_least(*one.kept_at_least));
    text += '\n';
  }
  return text + picture_of(evidence) + in_two_sentences(certificate) + "\n";
}

std::string picture_of(const Evidence& evidence) {
  constexpr std::size_t kMostLines = 12;
  constexpr double kWidth = 40;
  if (evidence.frontier.size() < 2) return "";
  double lowest = 1;
  for (const FrontierPoint& one : evidence.frontier) lowest = std::min(lowest, one.kept);
  const double range = std::max(1 - lowest, 1e-9);
  std::string text =
      "last tier reads | cost (the last tier alone: 1) | kept (* shown to keep the promise)\n";
  const std::size_t lines = std::min(kMostLines, evidence.frontier.size());
  for (std::size_t line = 0; line < lines; ++line) {
    const FrontierPoint& one =
        evidence.frontier[line * (evidence.frontier.size() - 1) / (lines - 1)];
    const auto length = static_cast<std::size_t>(1 + (kWidth - 1) * (one.kept - lowest) / range);
    text +=
        fmt::format("{:13.1f} % | {:28.2f} | {} {:.1f} %{}\n", 100 * one.last_tier_reads, one.cost,
                    std::string(length, '#'), 100 * one.kept, one.is_shown ? " *" : "");
  }
  return text;
}

}  // namespace tango::certify
