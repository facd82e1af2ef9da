// Nothing is thrown across the C API: what is, becomes a status and the thread's last error.
#pragma once

#include <new>
#include <string_view>

#include <tango/error.h>
#include <tango/tango.h>

namespace tango::c {

[[nodiscard]] const char* last_error() noexcept;
tango_status failed(tango_status status, std::string_view message) noexcept;
[[nodiscard]] tango_status status_of(ErrorCode code) noexcept;

/// Runs `function` and turns what it throws into a status.
template <typename Function>
tango_status guarded(const Function& function) noexcept {
  try {
    function();
    return TANGO_OK;
  } catch (const Error& error) {
    return failed(status_of(error.code()), error.what());
  } catch (const std::bad_alloc&) {
    return failed(TANGO_OUT_OF_MEMORY, "out of memory");
  } catch (const std::exception& error) {
    return failed(TANGO_INTERNAL, error.what());
  } catch (...) {
    return failed(TANGO_INTERNAL, "an exception of an unknown type");
  }
}

/// Throws kUsage, which names the argument.
void require(const void* argument, const char* name);

}  // namespace tango::c
