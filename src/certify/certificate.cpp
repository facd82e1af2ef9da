#include "certify/certificate.h"

#include <algorithm>

#include <fmt/format.h>

#include <tango/error.h>

#include "base/json.h"

namespace tango::certify {
namespace {

namespace fs = std::filesystem;

std::string percent(double share) {
  const std::string text = fmt::format("{:.1f}", 100 * share);
  return text.ends_with(".0") ? text.substr(0, text.size() - 2) : text;
}

/// Rounded down: what is promised at least.
std::string percent_at_least(double share) {
  return fmt::format("{}", static_cast<int>(100 * share + 1e-9));
}

std::string classes_in_words(const Evidence& evidence) {
  std::string text;
  for (const ClassEvidence& one : evidence.classes) {
    if (!one.kept_at_least) continue;
    const bool is_stated = one.promised && *one.promised > *one.kept_at_least;
    text += fmt::format("{}of \"{}\" at least {} %", text.empty() ? "" : ", ", one.label,
                        is_stated ? percent(*one.promised) : percent_at_least(*one.kept_at_least));
  }
  return text;
}

}  // namespace

std::int64_t Certificate::attempts_on_data() const {
  return std::ranges::count(attempts, data, &Attempt::data);
}

fs::path certificate_file(const fs::path& directory) { return directory / "certificate.json"; }

std::optional<Certificate> read_certificate(const fs::path& directory) {
  const fs::path file = certificate_file(directory);
  std::error_code ignored;
  if (!fs::exists(file, ignored)) return std::nullopt;
  return certificate_of(base::read_json(file), file.string());
}

Certificate require_certificate(const fs::path& directory) {
  auto certificate = read_certificate(directory);
  if (certificate) return std::move(*certificate);
  throw Error(ErrorCode::kNotFound,
              certificate_file(directory).string() +
                  ": not there; `tango calibrate --texts FILE` makes a certificate");
}

std::string in_two_sentences(const Certificate& certificate) {
  const Promise& promise = certificate.promise;
  const Evidence& evidence = certificate.evidence;
  std::string text = fmt::format(
      "On {}, {} texts showed with {} % confidence that the cascade keeps at least {} % of the "
      "last tier's {} on texts like these, while the last tier reads {} % of them",
      certificate.date, evidence.texts, percent(promise.confidence_level), percent(promise.keep),
      promise.labelled ? "accuracy" : "answers", percent(evidence.answered.back()));
  if (const std::string classes = classes_in_words(evidence); !classes.empty()) {
    text += ", and of its answers " + classes;
  }
  text += ". It promises nothing about texts of another kind, or after models or options change";
  if (const std::int64_t attempts = certificate.attempts_on_data(); attempts > 1) {
    text += fmt::format(
        ", and as it was attempt {} on the same texts, one of them may be broken with a "
        "probability of up to {} %",
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
      text += evidence.thresholds[tier] >= 1
                  ? ", accepts nothing: it does not pay"
                  : fmt::format(", threshold {}", evidence.thresholds[tier]);
    }
    text += '\n';
  }
  text += fmt::format("other answers than the last tier's: {} of {} texts\n", evidence.losses,
                      evidence.texts);
  for (const ClassEvidence& one : evidence.classes) {
    text += fmt::format("class \"{}\": {} of {} texts keep the last tier's answer", one.label,
                        one.texts - one.losses, one.texts);
    if (one.promised) text += fmt::format("; promised: at least {:g} %", 100 * *one.promised);
    if (one.kept_at_least)
      text += fmt::format("; shown: at least {:.1f} %", 100 * *one.kept_at_least);
    text += '\n';
  }
  return text + in_two_sentences(certificate) + "\n";
}

std::string hexadecimal(std::uint64_t hash) { return fmt::format("{:016x}", hash); }

}  // namespace tango::certify
