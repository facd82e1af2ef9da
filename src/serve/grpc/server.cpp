#include "serve/grpc/server.h"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <string_view>
#include <thread>
#include <utility>

#include <fmt/format.h>
#include <grpc/support/log.h>
#include <grpcpp/resource_quota.h>
#include <grpcpp/security/server_credentials.h>
#include <grpcpp/server.h>
#include <grpcpp/server_builder.h>

#include <tango/error.h>

#include "base/short_slices.h"
#include "command/say.h"
#include "serve/grpc/call.h"
#include "serve/grpc/gate.h"
#include "serve/http2/entrance.h"
#include "serve/http2/relays.h"

namespace tango::serve::grpc {
namespace {

constexpr std::size_t kMemory = std::size_t{512} << 20U;  // of what is read from connections
constexpr std::size_t kMessages = 64;  // of the largest ones that it has room for
constexpr std::chrono::milliseconds kLameTime{100};
constexpr std::chrono::milliseconds kLook{10};
constexpr std::chrono::seconds kGoodbyeTime{2};  // for answers on their way
constexpr int kPingMilliseconds = 10'000;
constexpr int kPongMilliseconds = 20'000;

int milliseconds(std::chrono::seconds time) {
  return static_cast<int>(std::chrono::milliseconds(time).count());
}

/// gRPC logs to standard error what strangers make it log, unless GRPC_VERBOSITY asks for it. What
/// it ends the process by is always told.
void quiet_log() {
  if (std::getenv("GRPC_VERBOSITY") != nullptr) return;
  gpr_set_log_function([](gpr_log_func_args* line) {
    if (std::string_view(line->message).starts_with("assertion failed")) {
      command::say_last(
          fmt::format("tango-server: gRPC: {}:{}: {}\n", line->file, line->line, line->message));
    }
  });
}

/// What http2::Relays let pass. Frames stay as small as those take them: so gRPC must not measure
/// how much a connection could carry. What it would make of compressed messages is bounded by
/// nothing.
void limit(const http::Limits& limits, ::grpc::ServerBuilder& builder) {
  builder.SetMaxReceiveMessageSize(static_cast<int>(limits.body_bytes));
  ::grpc::ResourceQuota quota("tango-server");
  builder.SetResourceQuota(quota.Resize(std::max(kMemory, kMessages * limits.body_bytes)));
  for (const auto algorithm : {GRPC_COMPRESS_DEFLATE, GRPC_COMPRESS_GZIP}) {
    builder.SetCompressionAlgorithmSupportStatus(algorithm, false);
  }
  const auto set = [&builder](const char* name, int value) {
    builder.AddChannelArgument(name, value);
  };
  set(GRPC_ARG_MAX_METADATA_SIZE, static_cast<int>(limits.header_bytes));
  set(GRPC_ARG_HTTP2_BDP_PROBE, 0);
  set(GRPC_ARG_MAX_CONCURRENT_STREAMS, http2::kStreams);
  set(GRPC_ARG_SERVER_HANDSHAKE_TIMEOUT_MS, milliseconds(limits.header));
  set(GRPC_ARG_MAX_CONNECTION_IDLE_MS, milliseconds(limits.idle));
  set(GRPC_ARG_KEEPALIVE_TIME_MS, milliseconds(limits.idle));  // finds clients that are gone
  set(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, kPongMilliseconds);
  set(GRPC_ARG_KEEPALIVE_PERMIT_WITHOUT_CALLS, 1);
  set(GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS, kPingMilliseconds);
}

using Connections = ::grpc::experimental::ExternalConnectionAcceptor;

void give(Connections& connections, int descriptor) {
  Connections::NewConnectionParameters connection;
  connection.fd = descriptor;
  connections.HandleNewConnection(&connection);
}

/// Each call is one of ours: so a key can be asked for before the message is read.
class CallService : public ::grpc::CallbackGenericService {
 public:
  explicit CallService(CallSupport& support) : support_(support) {}

  ::grpc::ServerGenericBidiReactor* CreateReactor(
      ::grpc::GenericCallbackServerContext* context) override {
    return new Call(support_, *context);  // NOLINT(cppcoreguidelines-owning-memory): its own owner
  }

 private:
  CallSupport& support_;
};

}  // namespace

class Server::Impl {
 public:
  Impl(const http::ServerOptions& options, Methods methods, const http::CurrentKeys& keys,
       http::Recorder recorder)
      : support_(std::move(methods), options.limits, keys, std::move(recorder)),
        service_(support_) {
    quiet_log();
    const base::ShortSlices slices;  // of the threads that it starts
    ::grpc::ServerBuilder builder;
    limit(options.limits, builder);
    builder.RegisterCallbackGenericService(&service_);
    const std::shared_ptr<Connections> connections =
        builder.experimental().AddExternalConnectionAcceptor(
            ::grpc::ServerBuilder::experimental_type::ExternalConnectionType::FROM_FD,
            ::grpc::InsecureServerCredentials());
    server_ = builder.BuildAndStart();
    if (server_ == nullptr) throw Error(ErrorCode::kInternal, "gRPC's server does not start");
    relays_ = std::make_unique<http2::Relays>(
        options, [connections](int descriptor) { give(*connections, descriptor); },
        make_gate(support_), [this](service::TimePoint now) { support_.waiting.cancel_late(now); });
  }

  [[nodiscard]] std::uint16_t port() const { return relays_->port(); }
  void reload_tls() { relays_->reload_tls(); }

  void stop(service::TimePoint until) {
    if (stopped_) return;
    stopped_ = true;
    relays_->close();
    support_.stopping = true;
    // gRPC cancels calls that come while it shuts down, and no client tries those again.
    std::this_thread::sleep_until(std::min(until, service::Clock::now() + kLameTime));
    std::thread shutdown([this, until] {
      const service::Duration left = until - std::min(until, service::Clock::now());
      server_->Shutdown(std::chrono::system_clock::now() + left);
    });
    while (support_.under_way > 0 && service::Clock::now() < until) {
      std::this_thread::sleep_for(kLook);
    }
    // gRPC would wait 20 s for clients that say nothing.
    relays_->stop(std::min(until, service::Clock::now() + kGoodbyeTime));
    shutdown.join();
  }

 private:
  CallSupport support_;
  CallService service_;
  std::unique_ptr<::grpc::Server> server_;
  std::unique_ptr<http2::Relays> relays_;
  bool stopped_ = false;
};

Server::Server(const http::ServerOptions& options, Methods methods, const http::CurrentKeys& keys,
               http::Recorder recorder)
    : impl_(std::make_unique<Impl>(options, std::move(methods), keys, std::move(recorder))) {}

// NOLINTNEXTLINE(bugprone-exception-escape): without memory to stop, the program ends
Server::~Server() { stop(service::TimePoint::min()); }

std::uint16_t Server::port() const { return impl_->port(); }
void Server::reload_tls() { impl_->reload_tls(); }
void Server::stop(service::TimePoint until) { impl_->stop(until); }

}  // namespace tango::serve::grpc
