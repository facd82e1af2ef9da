// Why no thresholds of several tiers are certified.
#pragma once

#include "calibrate/tiers/pareto.h"
#include "certify/parts.h"

namespace tango::certify {

/// Throws kInvalidInput that says which promise the first candidate that failed does not show to
/// hold, and what would help. Precondition: those that passed accept nothing.
[[noreturn]] void refuse_tiers(const calibrate::TierChoice& choice,
                               calibrate::CertifyingTexts& certifying, const Promise& promise);

}  // namespace tango::certify
