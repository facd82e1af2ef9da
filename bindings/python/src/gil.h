// The GIL, which other threads have while the engine works.
#pragma once

#include <nanobind/nanobind.h>

namespace tango::python {

namespace nb = nanobind;

/// Where Python is ending, it ends a (daemon) thread that wants the GIL where the thread stands,
/// and C++ functions don't stand that. Such a thread waits for the end of the process instead.
/// Between the two calls Python does not end.
void begin_to_take_gil() noexcept;
void gil_is_taken() noexcept;

/// As nb::gil_scoped_release.
class WithoutGil {
 public:
  WithoutGil() : state_(PyEval_SaveThread()) {}
  ~WithoutGil() {
    begin_to_take_gil();
    PyEval_RestoreThread(state_);
    gil_is_taken();
  }
  WithoutGil(const WithoutGil&) = delete;
  WithoutGil& operator=(const WithoutGil&) = delete;

 private:
  PyThreadState* state_;
};

/// Has Python say when it ends.
void watch_the_end();

}  // namespace tango::python
