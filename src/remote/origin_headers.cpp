#include "remote/origin_headers.h"

#include <algorithm>
#include <string_view>

namespace tango::remote {
namespace {

using cascade::Origin;

bool is_hexadecimal(std::string_view digits) {
  return digits.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

/// Hexadecimal, and not 0 alone, which stands for none.
bool is_id(std::string_view digits) {
  return is_hexadecimal(digits) && digits.find_first_not_of('0') != std::string_view::npos;
}

/// The trace of VERSION-TRACE-PARENT-FLAGS, behind which later versions may have more; "" where it
/// is not well-formed, and is not to be sent on.
std::string_view trace_of(const Origin* origin) {
  constexpr std::size_t kLength = 55;
  const std::string_view parent = origin == nullptr ? "" : std::string_view(origin->traceparent);
  if (parent.size() < kLength) return {};
  const std::string_view version = parent.substr(0, 2);
  const std::string_view trace = parent.substr(3, 32);
  const bool has_dashes = parent[2] == '-' && parent[35] == '-' && parent[52] == '-';
  const bool ends_well = parent.size() == kLength || (version != "00" && parent[kLength] == '-');
  const bool is_well_formed = has_dashes && ends_well && is_hexadecimal(version) &&
                              version != "ff" && is_id(trace) && is_id(parent.substr(36, 16)) &&
                              is_hexadecimal(parent.substr(53, 2));
  return is_well_formed ? trace : std::string_view();
}

}  // namespace

std::vector<std::string> origin_headers(std::span<const cascade::TierInput> texts) {
  const Origin* const first = texts.front().origin;
  if (first == nullptr) return {};
  const auto all = [texts](const auto& is_same) {
    return std::ranges::all_of(
        texts, [&](const cascade::TierInput& text) { return is_same(text.origin); });
  };
  std::vector<std::string> headers;
  const auto add = [&headers](const char* name, const std::string& value) {
    if (!value.empty()) headers.push_back(name + value);
  };
  if (all([first](const Origin* origin) { return origin == first; })) {
    add("X-Request-Id: ", first->request_id);
  }
  const std::string_view trace = trace_of(first);
  if (!trace.empty() && all([trace](const Origin* origin) { return trace_of(origin) == trace; })) {
    add("traceparent: ", first->traceparent);
    add("tracestate: ", first->tracestate);
  }
  return headers;
}

}  // namespace tango::remote
