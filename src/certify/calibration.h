// From a cascade and a sample to thresholds with a certificate, and whether one stands.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "certify/certificate.h"

namespace tango::certify {

/// Names of the classes, in logit order; empty where a text has no single label.
[[nodiscard]] std::vector<std::string> classes_of(const cascade::Cascade& cascade);

/// What a certificate is made of; all of one cascade and one sample.
struct CalibrationInputs {
  const cascade::CascadeConfig& config;  ///< Of the directory that `cascade` was loaded from.
  const cascade::Cascade& cascade;
  const SampleSource& source;
  const Sample& sample;
  const TierOutputs& outputs;
};

/// `earlier`: attempts that other certificates of the cascade name. Throws as certify().
[[nodiscard]] Certificate make_certificate(const CalibrationInputs& inputs, const Promise& promise,
                                           const std::vector<Attempt>& earlier);

/// Puts the certificate and its thresholds into `output`, a copy of the cascade's file that names
/// the same models, or into the cascade's own `directory`. Throws kIo.
void write_calibrated(const std::filesystem::path& directory, const std::filesystem::path& output,
                      const Certificate& certificate);

/// Why the certificate in the directory of a cascade that was loaded is void, or can't be read; a
/// sentence without an end. nullopt where it stands or there is none. `cascade`: as it will run;
/// nullptr: what its files say.
[[nodiscard]] std::optional<std::string> why_void(const std::filesystem::path& directory,
                                                  const cascade::Cascade* cascade);

}  // namespace tango::certify
