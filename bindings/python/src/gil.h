// The GIL, which other threads have while the engine works.
#pragma once

#include <nanobind/nanobind.h>

namespace tango::python {

namespace nb = nanobind;

/// Where Python is ending, it ends a (daemon) thread that wants the GIL where the thread stands,
/// and C++ functions don't stand that. Such a thread waits for the end of the process instead.
void wait_if_python_is_ending() noexcept;

/// As nb::gil_scoped_release.
class WithoutGil {
 public:
  WithoutGil() : state_(PyEval_SaveThread()) {}
  ~WithoutGil() {
    wait_if_python_is_ending();
    PyEval_RestoreThread(state_);
  }
  WithoutGil(const WithoutGil&) = delete;
  WithoutGil& operator=(const WithoutGil&) = delete;

 private:
  PyThreadState* state_;
};

/// Has Python say when it ends.
void watch_the_end();

}  // namespace tango::python
