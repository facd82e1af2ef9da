#include "serve/command/log.h"

#include <chrono>

#include <fmt/chrono.h>
#include <fmt/format.h>

#include "base/json.h"
#include "command/say.h"

namespace tango::serve {
namespace {

void write(const http::Record& record) {
  const auto now =
      std::chrono::time_point_cast<std::chrono::milliseconds>(std::chrono::system_clock::now());
  base::Json line = {{"time", fmt::format("{:%FT%T}Z", now)},
                     {"method", record.method},
                     {"path", record.path},
                     {"status", record.status},
                     {"ms", std::chrono::duration<double, std::milli>(record.time).count()},
                     {"request_bytes", record.request_bytes},
                     {"response_bytes", record.response_bytes},
                     {"request_id", record.request_id}};
  if (record.grpc_status) line["grpc_status"] = *record.grpc_status;
  if (!record.traceparent.empty()) line["traceparent"] = record.traceparent;
  command::say_text(line.dump(-1, ' ', false, base::Json::error_handler_t::replace) + "\n");
}

}  // namespace

http::Recorder make_log(std::string_view which) {
  if (which == "none") return nullptr;
  const int least = which == "all" ? 0 : 400;
  return [least](const http::Record& record) {
    if (record.status >= least) write(record);
  };
}

}  // namespace tango::serve
