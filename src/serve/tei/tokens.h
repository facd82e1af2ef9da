// /tokenize and /decode: with the last tier's tokenizer, as text-embeddings-inference answers.
#pragma once

#include <string>
#include <string_view>

#include "serve/request_limits.h"
#include "serve/served_model.h"

namespace tango::serve::tei {

/// `body`: {"inputs": a string or a list of strings, "add_special_tokens": true}. Of each text the
/// list of {"id", "text", "special", "start", "stop"}, in code points. Throws kInvalidInput.
[[nodiscard]] std::string tokenize(const ServedModel& model, std::string_view body,
                                   const RequestLimits& limits);

/// `body`: {"ids": a list of ids or a list of such lists, "skip_special_tokens": true}. A list of
/// strings. Throws kInvalidInput, kUnsupported.
[[nodiscard]] std::string decode(const ServedModel& model, std::string_view body);

}  // namespace tango::serve::tei
