#include "api/c/boundary.h"

#include <string>

#include <tango/version.h>

namespace tango::c {
namespace {

std::string& message_of_thread() {
  thread_local std::string message;
  return message;
}

}  // namespace

const char* last_error() noexcept { return message_of_thread().c_str(); }

/// A message that could not be copied is empty; the status remains.
tango_status failed(tango_status status, std::string_view message) noexcept {
  try {
    message_of_thread() = message;
  } catch (...) {
    message_of_thread().clear();
  }
  return status;
}

tango_status status_of(ErrorCode code) noexcept {
  switch (code) {
    case ErrorCode::kUsage:
      return TANGO_USAGE;
    case ErrorCode::kNotFound:
      return TANGO_NOT_FOUND;
    case ErrorCode::kInvalidInput:
      return TANGO_INVALID_INPUT;
    case ErrorCode::kInvalidModel:
      return TANGO_INVALID_MODEL;
    case ErrorCode::kUnsupported:
      return TANGO_UNSUPPORTED;
    case ErrorCode::kIo:
    case ErrorCode::kClosedPipe:
      return TANGO_IO;
    case ErrorCode::kDeadline:
      return TANGO_DEADLINE;
    case ErrorCode::kCancelled:
      return TANGO_CANCELLED;
    case ErrorCode::kOverloaded:
    case ErrorCode::kStopping:
      return TANGO_STOPPING;
    case ErrorCode::kInternal:
      break;
  }
  return TANGO_INTERNAL;
}

void require(const void* argument, const char* name) {
  if (argument == nullptr) {
    throw Error(ErrorCode::kUsage, std::string(name) + " is NULL, which this function can't take");
  }
}

}  // namespace tango::c

const char* tango_last_error() { return tango::c::last_error(); }
const char* tango_version() { return tango::version(); }
