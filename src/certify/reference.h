// Whose answers a promise is about, where they are not the last tier's as it is served.
#pragma once

#include <string>

#include "certify/promise.h"
#include "certify/sample.h"
#include "certify/tier_outputs.h"

namespace tango::certify {

/// All tiers' outputs, with the reference's answers and with the times that a target of latency
/// needs. Throws kUsage for a file of answers that is missing, kUnsupported for a reference that
/// such a cascade can't have, kUsage where the last tier can't be called and no file has its
/// answers; and as TierRunner::run and Cascade::load_model do.
[[nodiscard]] TierOutputs outputs_with_reference(const TierRunner& runner, const Promise& promise,
                                                 const Sample& sample);

/// "the last tier's answers", "the last tier's answers in fp32", "the given answers".
[[nodiscard]] std::string reference_in_words(const Promise& promise);

}  // namespace tango::certify
