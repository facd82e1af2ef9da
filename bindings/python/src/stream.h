// Texts that come one by one, and answers in their order, with a bound on what waits.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>

#include <nanobind/nanobind.h>

#include "call.h"
#include "engine.h"

namespace tango::python {

/// For one thread at a time. Texts that have not ended when it is destroyed are cancelled. It must
/// not outlive `held`.
class Stream {
 public:
  Stream(const HeldEngine& held, const CallOptions& options);

  void submit(nb::handle item);
  /// Texts that were submitted and not taken.
  [[nodiscard]] std::size_t pending() const { return waiting_.size(); }
  /// The answers that are there up to the first that is not; with `wait`, at least one.
  [[nodiscard]] Answers take(bool wait);

 private:
  void place(std::vector<Completion>&& ended);

  const HeldEngine& held_;
  CallOptions options_;
  std::uint64_t taken_ = 0;                    // the index of waiting_.front()
  std::deque<std::optional<Result>> waiting_;  // by index: nullopt is under way
  PatientQueue queue_;
};

void bind_stream(nb::module_& module);

}  // namespace tango::python
