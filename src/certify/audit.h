// An audited text between its answer and that of the tier which did not give it.
#pragma once

#include <cstdint>

#include "cascade/request.h"
#include "certify/auditor.h"

namespace tango::certify {

struct Audit {
  cascade::Request request;  ///< Of the other tier.
  std::uint64_t answer = 0;  ///< answer_number() of what was given.
  float confidence = 0;      ///< Of that.
  bool was_deferred = false;
};

/// `answer`: what the cascade gave to the request.
[[nodiscard]] Audit audit_of(cascade::Request request, const cascade::Answer& answer,
                             int last_tier);

/// Whether the other tier is to be asked. Outside of a recovery a deferred text has lost nothing,
/// whatever tier 1 says: then the auditor is told so.
[[nodiscard]] bool needs_answer(const Audit& audit, Auditor& auditor);

/// Tells the auditor what the other tier answered.
void end_audit(const Audit& audit, const cascade::Answer& others, Auditor& auditor);

}  // namespace tango::certify
