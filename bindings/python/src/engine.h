// An engine that Python holds, and that knows when it is not its process's.
#pragma once

#include <cstddef>
#include <memory>

#include <nanobind/nanobind.h>
#include <sys/types.h>

#include <tango/engine.h>

#include "answers.h"

namespace tango::python {

/// The threads of an engine do not outlive a fork: in a child process `engine()` throws kUsage, and
/// the destructor leaves the memory alone, because there is no thread to wait for.
class HeldEngine {
 public:
  /// Called without the GIL. Throws as Cascade::load() and Engine() do.
  HeldEngine(const Cascade& cascade, const EngineOptions& options);
  HeldEngine(const HeldEngine&) = delete;
  HeldEngine& operator=(const HeldEngine&) = delete;
  ~HeldEngine();

  [[nodiscard]] Engine& engine() const;
  [[nodiscard]] const Cascade& cascade() const { return cascade_; }
  [[nodiscard]] const std::shared_ptr<const AnswerKind>& kind() const { return kind_; }
  [[nodiscard]] pid_t process() const { return process_; }

 private:
  pid_t process_;
  Cascade cascade_;
  std::shared_ptr<const AnswerKind> kind_;
  std::unique_ptr<Engine> engine_;
};

void bind_engine(nb::module_& module);

}  // namespace tango::python
