#include "certify/audit.h"

#include <utility>

#include "certify/tier_outputs.h"

namespace tango::certify {

Audit audit_of(cascade::Request request, const cascade::Answer& answer, int last_tier) {
  Audit audit{.request = std::move(request),
              .answer = answer_number(answer),
              .confidence = answer.confidence,
              .was_deferred = answer.tier == last_tier};
  audit.request.threshold.reset();
  audit.request.tier = audit.was_deferred ? 1 : last_tier;
  return audit;
}

bool needs_answer(const Audit& audit, Auditor& auditor) {
  if (!audit.was_deferred || auditor.recovers()) return true;
  auditor.add_audit(0, false);
  return false;
}

void end_audit(const Audit& audit, const cascade::Answer& others, Auditor& auditor) {
  const bool differs = answer_number(others) != audit.answer;
  if (audit.was_deferred) {
    auditor.add_audit(others.confidence, differs);
  } else {
    auditor.add_accepted(audit.confidence, differs);
  }
}

}  // namespace tango::certify
