// /tokenize and /decode: with the last tier's tokenizer, as text-embeddings-inference answers.
#pragma once

#include <string>
#include <string_view>

#include "serve/catalogue.h"
#include "serve/request_limits.h"

namespace tango::serve::tei {

/// `body`: {"inputs": a string or a list of strings, "add_special_tokens": true, "model": a
/// name}. Of each text the list of {"id", "text", "special", "start", "stop"}, in code points.
/// Throws kInvalidInput, and as Catalogue::get.
[[nodiscard]] std::string tokenize(const Catalogue& catalogue, std::string_view body,
                                   const RequestLimits& limits);

/// `body`: {"ids": a list of ids or a list of such lists, "skip_special_tokens": true, "model":
/// a name}. A list of strings. Throws kInvalidInput, kUnsupported, and as Catalogue::get.
[[nodiscard]] std::string decode(const Catalogue& catalogue, std::string_view body);

}  // namespace tango::serve::tei
