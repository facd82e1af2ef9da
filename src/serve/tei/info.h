// What /info says of the server and its model.
#pragma once

#include <string>

#include "serve/request_limits.h"
#include "serve/served_model.h"

namespace tango::serve::tei {

/// The fields of text-embeddings-inference's answer, of the last tier, "problem_type" and "tiers".
/// That server knows no model that answers questions: one is a "classifier" without labels.
[[nodiscard]] std::string render_info(const ServedModel& model, const RequestLimits& limits);

}  // namespace tango::serve::tei
