// Large answers whose clients have not taken them.
#pragma once

#include <atomic>
#include <cstddef>
#include <memory>

#include "serve/http/message.h"

namespace tango::serve::http {

/// Bounds their memory, whoever the clients are. Answers of up to kSmallBytes are not counted: so
/// clients that read nothing take nothing away from those that ask for a few texts. Thread-safe.
class UnreadAnswers {
 public:
  static constexpr std::size_t kSmallBytes = std::size_t{64} << 10U;
  static constexpr std::size_t kMostBytes = std::size_t{64} << 20U;

  /// Whether there is room for it, as there always is for one alone. Counts it as long as
  /// `response.held` lives.
  [[nodiscard]] bool admit(Response& response) const;

 private:
  std::shared_ptr<std::atomic<std::size_t>> bytes_ = std::make_shared<std::atomic<std::size_t>>(0);
};

}  // namespace tango::serve::http
