#pragma once

#include <memory>
#include <string_view>

#include "base/json.h"
#include "text/decoder/decoder.h"

namespace tango::text {

/// The "decoder" of a tokenizer.json; nullptr for null: tokens are joined with spaces. Throws
/// kInvalidModel where a field is missing or wrong.
[[nodiscard]] std::unique_ptr<const Decoder> load_decoder(const base::Json& json,
                                                          std::string_view where);

}  // namespace tango::text
