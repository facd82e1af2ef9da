// How the report of a cascade begins whose certificate is all that was measured.
#pragma once

#include <string>

#include "cascade/cascade_config.h"
#include "certify/certificate.h"
#include "evaluate/report/opening.h"

namespace tango::cli {

/// What a report calls the tiers.
struct CascadeWords {
  std::string small;   ///< All but the last.
  std::string answer;  ///< What they do, said of them.
  std::string column;  ///< What becomes of the other texts.
  std::string whose;   ///< Before "answer": what the cascade's answers are compared with.
  bool asks = false;   ///< Whether the last tier is whoever gave the answers, and no model.
};

[[nodiscard]] CascadeWords words_of(const cascade::CascadeConfig& config);

/// "40.1 %"
[[nodiscard]] std::string percentage(double share);

/// What is promised, what that means for the answers that no last tier gave, and a warning for each
/// class that kept less than what is promised of all texts.
[[nodiscard]] evaluate::Opening certified_opening(const certify::Certificate& certificate,
                                                  const CascadeWords& words);

/// What a cascade is whose last tier is to be asked.
[[nodiscard]] std::string asking_cascade(const certify::Evidence& evidence);

}  // namespace tango::cli
