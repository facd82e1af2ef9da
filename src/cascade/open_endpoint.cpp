#include <utility>

#include <dlfcn.h>
#include <fmt/format.h>

#include <tango/error.h>
#include <tango/version.h>

#include "cascade/asked.h"
#include "cascade/endpoint_plugin.h"

namespace tango::cascade {
namespace {

/// Where the program and libtango.so look for libraries: beside them as they are built, in
/// lib/tango as they are installed; else where the system has them.
OpenEndpoint load_library() {
  void* const handle = dlopen(kEndpointLibrary, RTLD_NOW | RTLD_LOCAL);
  void* const symbol = handle == nullptr ? nullptr : dlsym(handle, kOpenEndpoint);
  if (symbol == nullptr) {
    const char* const why = dlerror();
    throw Error(ErrorCode::kUnsupported,
                fmt::format("a tier is an endpoint, and the library that asks endpoints can't be "
                            "used, which needs libcurl (Debian's package libcurl4): {}",
                            why == nullptr ? kEndpointLibrary : why));
  }
  return reinterpret_cast<OpenEndpoint>(symbol);
}

}  // namespace

std::shared_ptr<Endpoint> open_endpoint(const EndpointConfig& config) {
  if (config.protocol == kAsk) return std::make_shared<Asked>();
  static const OpenEndpoint open = load_library();  // stays loaded: what it made has its code
  OpenedEndpoint opened;
  open(version(), config, opened);
  if (opened.endpoint == nullptr) throw Error(opened.code, opened.message);
  return std::move(opened.endpoint);
}

}  // namespace tango::cascade
