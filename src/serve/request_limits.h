// What a request of texts may ask for, whatever its protocol.
#pragma once

#include <cstddef>
#include <optional>

#include "service/task.h"

namespace tango::serve {

struct RequestLimits {
  int max_client_batch_size = 1024;  ///< Texts of a request.
  double default_timeout = 0;        ///< Seconds for a request that names none; 0: no deadline.

  /// Throws kInvalidInput (413) where there are more than allowed.
  void check_batch(std::size_t texts) const;

  /// `timeout`: what the request names, in seconds above 0.
  [[nodiscard]] service::TimePoint deadline(std::optional<double> timeout,
                                            service::TimePoint received) const;
};

}  // namespace tango::serve
