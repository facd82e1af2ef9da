// Decimal numbers as the JSON reader of `tokenizers` reads them.
#pragma once

#include <string_view>

namespace tango::text {

/// The value of a JSON number with a point or an exponent. `tokenizers` multiplies or divides the
/// digits by a power of ten, which can be one unit in the last place beside the nearest value; a
/// Viterbi path between nearly equal scores can depend on that. Infinity where it would refuse.
[[nodiscard]] double read_decimal(std::string_view written);

}  // namespace tango::text
