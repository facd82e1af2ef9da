// One call.
#pragma once

#include <atomic>
#include <optional>
#include <stop_token>
#include <utility>

#include <grpcpp/generic/async_generic_service.h>

#include "serve/grpc/caller.h"
#include "serve/grpc/methods.h"
#include "serve/grpc/waiting.h"
#include "serve/http/api_keys.h"
#include "serve/http/limits.h"
#include "serve/http/record.h"

namespace tango::serve::grpc {

/// What all calls of a server share. Thread-safe.
struct CallSupport {
  CallSupport(Methods all, const http::Limits& with, const http::CurrentKeys& let_in,
              http::Recorder told)
      : methods(std::move(all)),
        limits(with),
        keys(let_in),
        recorder(std::move(told)),
        waiting(with.body) {}

  const Methods methods;
  const http::Limits limits;
  const http::CurrentKeys& keys;
  const http::Recorder recorder;
  std::atomic<std::size_t> under_way = 0;
  std::atomic<bool> stopping = false;  ///< Calls are refused, so that clients go elsewhere.
  Waiting waiting;
};

/// Asks for a key before it reads the message, and has the method answer. Deletes itself.
class Call : public ::grpc::ServerGenericBidiReactor {
 public:
  /// Both outlive it.
  Call(CallSupport& support, ::grpc::GenericCallbackServerContext& context);
  ~Call() override;
  Call(const Call&) = delete;
  Call& operator=(const Call&) = delete;

 private:
  void OnReadDone(bool ok) override;
  void OnCancel() override { cancel_.request_stop(); }
  void OnDone() override;

  [[nodiscard]] bool is_let_in();
  void wait();
  void stop_waiting();
  void end_without_message();
  void answer();
  void respond(Reply&& reply);
  void fail(const Error& error);
  void refuse(const ::grpc::Status& status, int http_status);
  void add_metadata();
  void record(::grpc::StatusCode code, int http_status);
  [[nodiscard]] service::TimePoint deadline(service::TimePoint now) const;

  CallSupport& support_;
  ::grpc::GenericCallbackServerContext& context_;
  service::TimePoint received_;
  Caller caller_;
  http::Record& record_ = caller_.record;
  std::stop_source cancel_;
  bool has_no_message_ = false;
  std::optional<Waiting::Place> place_;
  ::grpc::ByteBuffer message_;
  ::grpc::ByteBuffer answer_;
};

}  // namespace tango::serve::grpc
