// Texts and what they end with: the public types and those of the floors below.
#pragma once

#include <tango/result.h>
#include <tango/text.h>

#include "cascade/cascade.h"
#include "cascade/request.h"
#include "service/completion.h"

namespace tango {

[[nodiscard]] cascade::Request request_of(Text&& text);
[[nodiscard]] Text text_of(cascade::Request&& request);

/// `cascade`: the one that answered.
[[nodiscard]] Prediction prediction_of(cascade::Answer&& answer, const cascade::Cascade& cascade);
[[nodiscard]] Result result_of(service::Completion&& completion);

}  // namespace tango
