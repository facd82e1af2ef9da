// Takes TCP connections for another library, which owns them from then on.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "service/task.h"

namespace tango::serve::http {

/// On one thread of its own. It never gives up listening: without a descriptor left, and beyond its
/// limit, connections wait until others end.
class Acceptor {
 public:
  /// Called with each connection's descriptor, which does not block and is the callee's.
  using Take = std::function<void(int descriptor)>;

  /// `tick`: called twice a second. Throws kIo if it can't listen there.
  Acceptor(const std::string& address, std::uint16_t port, std::size_t connections, Take take,
           std::function<void(service::TimePoint now)> tick);
  ~Acceptor();  ///< stop()
  Acceptor(const Acceptor&) = delete;
  Acceptor& operator=(const Acceptor&) = delete;

  [[nodiscard]] std::uint16_t port() const;

  /// Listens no more; `tick` is still called.
  void close();
  void stop();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace tango::serve::http
