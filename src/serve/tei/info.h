// What /info says of the server and its model.
#pragma once

#include <string>

#include "serve/served_model.h"
#include "serve/tei/routes.h"

namespace tango::serve::tei {

/// The fields of text-embeddings-inference's answer, of the last tier, and "tiers".
[[nodiscard]] std::string render_info(const ServedModel& model, const Limits& limits);

}  // namespace tango::serve::tei
