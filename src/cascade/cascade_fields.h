// The fields that `cascade.json` may have, as docs/cascade.schema.json lists them.
#pragma once

#include <span>
#include <string>

#include "base/json.h"

namespace tango::cascade {

[[nodiscard]] std::span<const std::string> cascade_fields();
[[nodiscard]] std::span<const std::string> tier_fields();

/// A field that is ignored may be a threshold that is misspelt, and then answers change without a
/// word. Throws kInvalidModel that starts with `where`, names the first field of `object` that is
/// not one of `known`, and what may have been meant. Anything but an object has no fields.
void require_known_fields(const base::Json& object, std::span<const std::string> known,
                          const std::string& where);

/// Throws kInvalidModel that starts with `where`.
[[noreturn]] void refuse_field(const std::string& where, const std::string& message);

/// `value` of the field `key`. Throws kInvalidModel unless it lies in low … high.
double require_within(double value, double low, double high, const std::string& key,
                      const std::string& where);

}  // namespace tango::cascade
