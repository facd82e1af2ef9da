#include "serve/request_limits.h"

#include <chrono>

#include <fmt/format.h>

#include <tango/error.h>

namespace tango::serve {

void RequestLimits::check_batch(std::size_t texts) const {
  if (texts <= static_cast<std::size_t>(max_client_batch_size)) return;
  throw Error(ErrorCode::kInvalidInput,
              fmt::format("batch size {} > maximum allowed batch size {}; send several requests",
                          texts, max_client_batch_size),
              {"long_text"});
}

service::TimePoint RequestLimits::deadline(std::optional<double> timeout,
                                           service::TimePoint received) const {
  constexpr double kLongest = 1e6;  // beyond it there is none
  const double seconds = timeout.value_or(default_timeout);
  if (!(seconds > 0 && seconds < kLongest)) return service::kNever;
  return received +
         std::chrono::duration_cast<service::Duration>(std::chrono::duration<double>(seconds));
}

}  // namespace tango::serve
