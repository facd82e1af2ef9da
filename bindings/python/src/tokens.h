// The tokens of a text, as the last tier reads it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine.h"

namespace tango::python {

/// (id, token, begin, end) of each, in characters; begin and end are None of special tokens.
nb::list tokens(const HeldEngine& held, const std::string& text);

/// Throws kUnsupported, as Tokenizer::decode() does.
nb::object decode(const HeldEngine& held, const std::vector<std::int32_t>& ids, bool skip_special);

}  // namespace tango::python
