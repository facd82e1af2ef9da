#include "serve/origin.h"

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <random>
#include <string>

#include <fmt/format.h>

namespace tango::serve {
namespace {

std::string new_request_id() {
  static const std::uint64_t start = std::uint64_t{std::random_device()()} << 32U;
  static std::atomic<std::uint64_t> next = 0;
  return fmt::format("{:016x}", start + next++);
}

std::string plain_value(std::string_view value, std::size_t longest = 128) {
  const auto is_plain = [](char letter) { return letter >= ' ' && letter <= '~'; };
  if (value.size() > longest || !std::ranges::all_of(value, is_plain)) return {};
  return std::string(value);
}

}  // namespace

std::shared_ptr<const cascade::Origin> make_origin(std::string_view request_id,
                                                   std::string_view traceparent,
                                                   std::string_view tracestate) {
  constexpr std::size_t kLongestState = 512;  // which W3C Trace Context has everyone pass on
  auto origin = std::make_shared<cascade::Origin>();
  origin->request_id = plain_value(request_id);
  if (origin->request_id.empty()) origin->request_id = new_request_id();
  origin->traceparent = plain_value(traceparent);
  origin->tracestate = plain_value(tracestate, kLongestState);
  return origin;
}

}  // namespace tango::serve
