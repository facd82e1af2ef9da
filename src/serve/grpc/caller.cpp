#include "serve/grpc/caller.h"

#include <optional>

#include "serve/origin.h"

namespace tango::serve::grpc {

Caller make_caller(std::string_view path, const FindField& find, const Methods& methods,
                   const http::ApiKeys* keys) {
  Caller caller;
  const auto found = methods.find(path);
  if (found != methods.end()) caller.method = &found->second;
  caller.record.method = "POST";
  caller.record.path = path;
  caller.record.origin = make_origin(find("x-request-id"), find("traceparent"), find("tracestate"));
  caller.record.is_inference = caller.method != nullptr && caller.method->is_inference;
  if (keys == nullptr) return caller;
  const auto key = keys->find(http::bearer_key(find("authorization")));
  if (key) {
    caller.tenant = *key;
    caller.record.owner = keys->owner_of(*key);
  } else {
    caller.is_let_in = caller.method != nullptr && caller.method->access == http::Access::kOpen;
  }
  return caller;
}

std::vector<std::pair<std::string, std::string>> metadata_of(const Caller& caller) {
  const cascade::Origin& origin = *caller.record.origin;
  std::vector<std::pair<std::string, std::string>> metadata{{"x-request-id", origin.request_id}};
  if (!origin.traceparent.empty()) metadata.emplace_back("traceparent", origin.traceparent);
  return metadata;
}

void tell(const http::Recorder& recorder, http::Record& record, ::grpc::StatusCode status,
          int http_status, service::TimePoint received) {
  record.grpc_status = status;
  record.status = http_status;
  record.time = service::Clock::now() - received;
  if (recorder) recorder(record);
}

}  // namespace tango::serve::grpc
