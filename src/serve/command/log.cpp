#include "serve/command/log.h"

#include <chrono>
#include <utility>

#include <fmt/chrono.h>
#include <fmt/format.h>

#include "base/json.h"

namespace tango::serve {
namespace {

/// fmt 9 writes whole seconds, whatever the clock's resolution.
std::string now() {
  using std::chrono::floor;
  const auto time = floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
  const auto second = floor<std::chrono::seconds>(time);
  return fmt::format("{:%FT%T}.{:03}Z", second, (time - second).count());
}

std::string line_of(const http::Record& record) {
  base::Json line = {{"time", now()},
                     {"method", record.method},
                     {"path", record.path},
                     {"status", record.status},
                     {"ms", std::chrono::duration<double, std::milli>(record.time).count()},
                     {"request_bytes", record.request_bytes},
                     {"response_bytes", record.response_bytes},
                     {"request_id", record.origin->request_id}};
  for (const auto& [name, value] :
       {std::pair("model", &record.model), std::pair("key_of", &record.owner),
        std::pair("reason", &record.reason)}) {
    if (!value->empty()) line[name] = *value;
  }
  if (record.grpc_status) line["grpc_status"] = *record.grpc_status;
  if (!record.origin->traceparent.empty()) line["traceparent"] = record.origin->traceparent;
  // ASCII alone: no terminal takes it for an order.
  return line.dump(-1, ' ', true, base::Json::error_handler_t::replace) + "\n";
}

}  // namespace

http::Recorder make_log(std::string_view which, LineWriter& lines) {
  if (which == "none") return nullptr;
  const int least = which == "all" ? 0 : 400;
  return [least, &lines](const http::Record& record) {
    if (record.status >= least) lines.write(line_of(record));
  };
}

std::string dropped_lines(std::uint64_t count) {
  return base::Json{{"time", now()}, {"dropped_lines", count}}.dump() + "\n";
}

}  // namespace tango::serve
