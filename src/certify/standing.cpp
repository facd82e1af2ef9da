#include "certify/standing.h"

#include <fmt/format.h>

#include <tango/error.h>

#include "certify/calibration.h"
#include "certify/reference.h"

namespace tango::certify {

namespace fs = std::filesystem;

std::optional<std::string> why_void(const fs::path& directory, const cascade::Cascade* cascade) {
  try {
    const std::optional<Certificate> certificate = read_certificate(directory);
    if (!certificate) return std::nullopt;
    const cascade::CascadeConfig config = cascade::read_cascade_config(directory);
    return difference(certificate->identity, cascade == nullptr ? identity_of_files(config)
                                                                : identity_of(config, *cascade));
  } catch (const Error& error) {
    return error.what();
  }
}

base::OrderedJson promise_json(const fs::path& directory, const cascade::Cascade& cascade) {
  if (const auto why = why_void(directory, &cascade)) return {{"void", *why}};
  const std::optional<Certificate> certificate = read_certificate(directory);
  if (!certificate) return nullptr;
  if (certificate->evidence.thresholds != cascade.thresholds()) {
    return {{"void", "it is about other thresholds"}};
  }
  const Promise& promise = certificate->promise;
  return {{"keep", promise.keep},
          {"of", promise.labelled ? "the last tier's accuracy" : reference_in_words(promise)},
          {"confidence_level", promise.confidence_level},
          {"date", certificate->date},
          {"texts", certificate->evidence.texts},
          {"sentence", in_two_sentences(*certificate)}};
}

std::string Recheck::in_words() const {
  return fmt::format("{} texts: {}\n", texts,
                     stands ? "every tier's answers and decisions are those that were certified. "
                              "The certificate stands."
                            : "answers or decisions differ from those that were certified. The "
                              "certificate is void: calibrate again.");
}

Recheck recheck(const TierRunner& runner, const fs::path& directory, Certificate certificate,
                const fs::path& texts, const fs::path& reference) {
  const Sample sample = read_sample({texts, certificate.reading, runner.cascade.labels().names,
                                     reference, runner.answers_questions()});
  if (hexadecimal(sample.hash) != certificate.data) {
    throw Error(
        ErrorCode::kInvalidInput,
        texts.string() + ": not the texts that the certificate was made of; their hash differs",
        {"texts"});
  }
  const TierOutputs outputs = outputs_with_reference(runner, certificate.promise, sample);
  const std::uint64_t decisions = hash_of_decisions(outputs, runner.cascade.thresholds());
  const bool stands = hexadecimal(decisions) == certificate.decisions;
  if (stands) {
    certificate.identity = identity_of(cascade::read_cascade_config(directory), runner.cascade);
    write_calibrated(directory, directory, certificate);
  }
  return {.texts = sample.texts.size(), .stands = stands};
}

}  // namespace tango::certify
