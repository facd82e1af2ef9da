// Escapes of JSON that stand for half a character.
#pragma once

#include <cstddef>
#include <string>

namespace tango::task {

/// Replaces each \uD800 … \uDFFF of `json` that has no other half by \uFFFD, in place; returns how
/// many there were. Python writes such escapes where a text was cut inside a character.
std::size_t repair_surrogates(std::string& json);

}  // namespace tango::task
