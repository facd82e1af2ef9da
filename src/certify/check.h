// Whether a promise holds on new texts.
#pragma once

#include <string>
#include <vector>

#include "certify/certificate.h"
#include "certify/sample.h"
#include "certify/tier_outputs.h"

namespace tango::certify {

enum class Verdict { kHolds, kBroken, kCannotTell };

struct Check {
  Verdict verdict = Verdict::kCannotTell;
  std::vector<std::string> findings;  ///< A sentence for each promise.
};

/// Tests each promise of the certificate on texts that it does not know, at its thresholds. "Holds"
/// of a promise that is broken, and "broken" of a promise that holds, are said with a probability
/// of at most 1 - confidence level each.
[[nodiscard]] Check check(const Certificate& certificate, const Sample& sample,
                          const TierOutputs& outputs, const std::vector<std::string>& classes);

}  // namespace tango::certify
