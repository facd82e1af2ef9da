// The "pattern" of a Split or a Replace.
#pragma once

#include <memory>
#include <string_view>

#include "base/json.h"
#include "text/pattern/pattern.h"

namespace tango::text {

/// `{"String": …}` or `{"Regex": …}`. Throws kInvalidModel for a malformed one; `where` names the
/// file.
[[nodiscard]] std::unique_ptr<const Pattern> load_pattern(const base::Json& json,
                                                          std::string_view where);

/// The pattern that a regular expression is, the fastest one that there is for it.
[[nodiscard]] std::unique_ptr<const Pattern> make_pattern(std::string_view regex,
                                                          std::string_view where);

}  // namespace tango::text
