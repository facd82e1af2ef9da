// Inference in the Open Inference Protocol over REST, with its binary extension.
#pragma once

#include <string_view>
#include <vector>

#include "serve/dispatcher.h"
#include "serve/http/message.h"
#include "serve/kserve/tensors.h"
#include "serve/served_model.h"

namespace tango::serve::kserve {

/// Inputs `text` and, for pairs, `text_pair`: BYTES, of shape [texts] or [texts, 1]. Parameters
/// `threshold`, `tier`, `timeout` (microseconds, as Triton's) and `binary_data_output`. `header`:
/// the value of Inference-Header-Content-Length, the bytes of JSON; "" where all is. Throws
/// kInvalidInput.
[[nodiscard]] InferRequest parse_infer(std::string_view body, std::string_view header);

/// Throws the first text's error that is one.
[[nodiscard]] http::Response render_infer(const InferRequest& request, const ServedModel& model,
                                          const std::vector<Outcome>& outcomes);

}  // namespace tango::serve::kserve
