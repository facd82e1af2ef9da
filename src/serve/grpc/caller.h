// Who calls what: the rule by which calls and connections are let in.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <grpcpp/support/status.h>

#include "serve/grpc/methods.h"
#include "serve/http/api_keys.h"
#include "serve/http/record.h"
#include "service/task.h"

namespace tango::serve::grpc {

/// A call, as its metadata have it.
struct Caller {
  const Method* method = nullptr;  ///< nullptr: there is none of that name.
  bool is_let_in = true;           ///< Else it is refused as kNeedsKey says.
  std::uint64_t tenant = 0;        ///< By the key; 0 without one.
  http::Record record;             ///< To be completed by tell().
};

/// The value of a field by its name; "" where it is not there.
using FindField = std::function<std::string_view(const char* name)>;

/// Methods that there are not need a key, too. `methods` outlives it.
[[nodiscard]] Caller make_caller(std::string_view path, const FindField& find,
                                 const Methods& methods, const http::ApiKeys* keys);

struct NeedsKey {
  ::grpc::StatusCode status = ::grpc::UNAUTHENTICATED;
  int http_status = 401;
  /// Nothing in it has to be percent-encoded.
  const char* message =
      "this needs a key that is known here, as metadata \"authorization: Bearer KEY\"";
};
inline constexpr NeedsKey kNeedsKey;

/// What goes back to a client with the answer, whatever that is.
[[nodiscard]] std::vector<std::pair<std::string, std::string>> metadata_of(const Caller& caller);

/// Has a call that ends now recorded.
void tell(const http::Recorder& recorder, http::Record& record, ::grpc::StatusCode status,
          int http_status, service::TimePoint received);

}  // namespace tango::serve::grpc
