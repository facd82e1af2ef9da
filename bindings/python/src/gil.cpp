#include "gil.h"

#include <atomic>
#include <thread>

#include <unistd.h>

namespace tango::python {
namespace {

/// Of the thread that ends Python, which still has the GIL.
std::atomic<std::thread::id> ending_thread{};

}  // namespace

void wait_if_python_is_ending() noexcept {
  const std::thread::id ending = ending_thread;
  if (ending == std::thread::id() || ending == std::this_thread::get_id()) return;
  for (;;) pause();
}

void watch_the_end() {
  nb::module_::import_("atexit").attr("register")(
      nb::cpp_function([] { ending_thread = std::this_thread::get_id(); }));
}

}  // namespace tango::python
