// The "normalizer" of a tokenizer.json.
#pragma once

#include <memory>
#include <string_view>

#include "base/json.h"
#include "text/normalizer/normalizer.h"

namespace tango::text {

/// Null for null. Throws kUnsupported naming the component, kInvalidModel for a malformed one;
/// `where` names the file.
[[nodiscard]] std::unique_ptr<const Normalizer> load_normalizer(const base::Json& json,
                                                                std::string_view where);

}  // namespace tango::text
