// The arguments of a verb of tango.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace tango::recipe {

/// As typed after the verb, or with the verb first: {"--lora-rank", "16"}.
using Arguments = std::vector<std::string>;

void append(Arguments& to, const Arguments& more);

/// The value of a flag; nullopt when the flag is not there.
[[nodiscard]] std::optional<std::string> value_of(const Arguments& arguments,
                                                  const std::string& flag);

/// The values of a flag that may be given several times.
[[nodiscard]] std::vector<std::string> values_of(const Arguments& arguments,
                                                 const std::string& flag);

/// The arguments without a flag and its value.
[[nodiscard]] Arguments without(Arguments arguments, const std::string& flag);

}  // namespace tango::recipe
