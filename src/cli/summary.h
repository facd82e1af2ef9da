// How many texts each tier answered, as text: during a run, and at its end.
#pragma once

#include <cstdint>
#include <string>

#include "cascade/cascade.h"
#include "cascade/tally.h"

namespace tango::cli {

/// "1821 texts in 12.3 s (148 texts/s), tier 1 66.1 %, tier 2 33.9 %".
[[nodiscard]] std::string progress_text(const cascade::Tally& tally, double seconds);

/// The lines that end a run: texts, time, texts/s, answers by tier, truncated and repaired texts.
[[nodiscard]] std::string summary_text(const cascade::Tally& tally, std::int64_t repaired_utf8,
                                       double seconds);

/// What the endpoints of a cascade were asked, a line for each; "" without one.
[[nodiscard]] std::string usage_text(const cascade::Cascade& cascade);

}  // namespace tango::cli
