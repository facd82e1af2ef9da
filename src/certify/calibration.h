// From a cascade and a sample to thresholds with a certificate.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "certify/certificate.h"

namespace tango::certify {

/// Names of the classes, in logit order; empty where a text has no single label.
[[nodiscard]] std::vector<std::string> classes_of(const cascade::Cascade& cascade);

struct CalibrationRequest {
  std::filesystem::path directory;  ///< That the cascade was loaded from.
  std::filesystem::path output;     ///< May be the same.
  SampleSource source;
  std::vector<SampleSource> training;  ///< Texts that a tier has learnt from.
  Promise promise;
};

/// Runs all tiers on the sample, and puts thresholds and certificate into `output`: into the
/// cascade's own file, or into a copy of it that names the same models. Attempts that certificates
/// of either directory name, or this machine remembers, are counted, and this one is remembered,
/// also where it is refused. Throws as require_sensible, read_sample, require_no_overlap,
/// require_not_learned and certify() do; kIo.
Certificate calibrate(const TierRunner& runner, const CalibrationRequest& request);

/// Puts the certificate and its thresholds there, as calibrate() does, once it has been read back.
/// `learned_from`: learned_texts of new learned scores; empty: as it was. Throws kIo; kInvalidModel
/// for a certificate that could not be read.
void write_calibrated(const std::filesystem::path& directory, const std::filesystem::path& output,
                      const Certificate& certificate, const std::string& learned_from = "");

}  // namespace tango::certify
