#include "serve/failure.h"

#include <new>

#include <fmt/format.h>

#include "base/json.h"
#include "service/compute.h"

namespace tango::serve {
namespace {

std::string_view error_type(int status) {
  switch (status) {
    case 401:
      return "Unauthorized";
    case 403:
      return "Forbidden";
    case 429:
      return "Overloaded";
    case 503:
      return "Unhealthy";
    case 424:
    case 500:
    case 504:
      return "Backend";
    default:
      return "Validation";
  }
}

}  // namespace

int http_status(const Error& error) {
  switch (error.code()) {
    case ErrorCode::kUsage:
    case ErrorCode::kInvalidInput:
      return error.settings()[0] == "long_text" ? 413 : 422;
    case ErrorCode::kNotFound:
      return 404;
    case ErrorCode::kUnsupported:
      return 422;
    case ErrorCode::kOverloaded:
      return 429;
    case ErrorCode::kCancelled:
      return 499;  // nginx's; nobody reads it
    case ErrorCode::kStopping:
      return 503;
    case ErrorCode::kDeadline:
      return 504;
    case ErrorCode::kInvalidModel:
    case ErrorCode::kIo:
    case ErrorCode::kClosedPipe:
    case ErrorCode::kInternal:
      break;
  }
  return 424;
}

http::Response failure(int status, std::string_view message) {
  const std::string quoted =
      base::Json(message).dump(-1, ' ', false, base::Json::error_handler_t::replace);
  http::Response response{
      .status = status,
      .body = fmt::format(R"({{"error":{},"error_type":"{}"}})", quoted, error_type(status)),
      .reason = std::string(message)};
  if (status == 429 || status == 503) response.headers.emplace_back("Retry-After", "1");
  return response;
}

http::Response failure(const Error& error) { return failure(http_status(error), error.what()); }

Error current_error() {
  try {
    throw;
  } catch (const std::bad_alloc&) {
    return {ErrorCode::kOverloaded, "there is no memory for this now"};
  } catch (...) {
    return service::current_error();
  }
}

}  // namespace tango::serve
