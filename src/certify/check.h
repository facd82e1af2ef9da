// Whether a promise holds on new texts.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "certify/certificate.h"
#include "certify/sample.h"
#include "certify/tier_outputs.h"

namespace tango::certify {

enum class Verdict { kHolds, kBroken, kCannotTell };

struct Check {
  Verdict verdict = Verdict::kCannotTell;
  std::vector<std::string> remarks;   ///< Sentences about the texts.
  std::vector<std::string> findings;  ///< A sentence for each promise.

  /// The remarks, the findings and the verdict, a line each.
  [[nodiscard]] std::string in_words() const;
};

/// Tests each promise of the certificate on texts that it does not know, at its thresholds. "Holds"
/// of a promise that is broken, and "broken" of a promise that holds, are said with a probability
/// of at most 1 - confidence level each.
[[nodiscard]] Check check(const Certificate& certificate, const Sample& sample,
                          const TierOutputs& outputs, const std::vector<std::string>& classes);

/// The same of a file, which is read with the cascade's labels and, where it names no column of
/// groups, with that of the certificate. Texts that the certificate was made
/// of are left out, and a remark says how many, or that their file is no longer there to tell.
/// Throws kInvalidInput if none is left, or one is in `training` or among those that the learned
/// score of the cascade in `directory` was fitted on; and as read_sample and TierRunner::run do.
[[nodiscard]] Check check(const TierRunner& runner, const std::filesystem::path& directory,
                          const Certificate& certificate, SampleSource source,
                          const std::vector<SampleSource>& training);

}  // namespace tango::certify
