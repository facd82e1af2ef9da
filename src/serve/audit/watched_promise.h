// What a served cascade's certificate promises, and what the audits of its answers say.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "certify/auditor.h"

namespace tango::serve {

struct WatchedPromise {
  enum class State { kNone, kStands, kVoid };

  State state = State::kNone;  ///< Of the certificate.
  std::string why_void;
  double keep = 0;  ///< What is promised; 0 without a certificate.
  /// nullptr: answers are not audited.
  std::shared_ptr<certify::Auditor> auditor;
};

}  // namespace tango::serve
