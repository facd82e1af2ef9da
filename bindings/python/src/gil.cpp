#include "gil.h"

#include <atomic>
#include <thread>

#include <unistd.h>

namespace tango::python {
namespace {

/// Of the thread that ends Python, which still has the GIL.
std::atomic<std::thread::id> ending_thread{};

std::atomic<int> taking{0};  ///< Threads that wait for the GIL, and were let through.

bool is_ending() {
  const std::thread::id ending = ending_thread;
  return ending != std::thread::id() && ending != std::this_thread::get_id();
}

/// So that none still waits for the GIL when Python ends its threads.
void end() {
  ending_thread = std::this_thread::get_id();
  const WithoutGil no_gil;
  while (taking > 0) std::this_thread::yield();
}

}  // namespace

void begin_to_take_gil() noexcept {
  ++taking;
  if (!is_ending()) return;
  --taking;
  for (;;) pause();
}

void gil_is_taken() noexcept { --taking; }

void watch_the_end() { nb::module_::import_("atexit").attr("register")(nb::cpp_function(end)); }

}  // namespace tango::python
