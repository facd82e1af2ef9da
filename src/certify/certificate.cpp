#include "certify/certificate.h"

#include <algorithm>

#include <fmt/format.h>

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

std::string hexadecimal(std::uint64_t hash) { return fmt::format("{:016x}", hash); }

}  // namespace tango::certify
