// libtango-remote: what cascade/open_endpoint.cpp loads where a cascade has an endpoint.
#include <exception>
#include <string_view>

#include <fmt/format.h>

#include <tango/version.h>

#include "cascade/endpoint_plugin.h"
#include "remote/remote_endpoint.h"

extern "C" __attribute__((visibility("default"))) void tango_open_endpoint(
    const char* version, const tango::cascade::EndpointConfig& config,
    tango::cascade::OpenedEndpoint& opened) {
  using namespace tango;
  try {
    if (std::string_view(version) != tango::version()) {
      throw Error(ErrorCode::kUnsupported,
                  fmt::format("{} is of tango {}, and this is tango {}; install both together",
                              cascade::kEndpointLibrary, tango::version(), version));
    }
    opened.endpoint = remote::make_endpoint(config);
  } catch (const Error& error) {
    opened.code = error.code();
    opened.message = error.what();
  } catch (const std::exception& error) {
    opened.message = error.what();
  }
}
