#include "remote/protocol.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <tango/error.h>

namespace tango::remote {

std::unique_ptr<Protocol> make_protocol(const cascade::EndpointConfig& config) {
  if (config.protocol == "tei") return make_tei(config);
  return config.protocol == "kserve" ? make_kserve(config) : make_chat(config);
}

std::string address_below(std::string_view base, std::string_view path) {
  while (base.ends_with('/')) base.remove_suffix(1);
  return fmt::format("{}/{}", base, path);
}

std::string to_body(const base::Json& json) {
  return json.dump(-1, ' ', false, base::Json::error_handler_t::replace);
}

std::vector<float> logits_of(std::span<const double> probabilities) {
  constexpr double kLeast = 1e-30;
  std::vector<float> logits;
  for (const double one : probabilities) {
    if (!(one >= 0 && one <= 1.0001)) {
      throw Error(ErrorCode::kInvalidInput,
                  fmt::format("the endpoint gave {}, which is no probability", one));
    }
    logits.push_back(static_cast<float>(std::log(std::max(one, kLeast))));
  }
  return logits;
}

int place_of(std::string_view label, std::span<const std::string> names) {
  const auto found = std::ranges::find(names, label);
  return found == names.end() ? -1 : static_cast<int>(found - names.begin());
}

std::size_t require_place_of(std::string_view label, const cascade::EndpointConfig& config) {
  const int place = place_of(label, config.labels);
  if (place >= 0) return static_cast<std::size_t>(place);
  throw Error(
      ErrorCode::kInvalidModel,
      fmt::format("{} answers \"{:.200}\", which is none of the \"labels\" that cascade.json "
                  "has for it: \"{}\"",
                  config.url, label, fmt::join(config.labels, "\", \"")));
}

base::Json parse_response(std::string_view body) {
  try {
    return base::parse_json(body, "the endpoint's response");
  } catch (const Error& error) {
    throw Error(ErrorCode::kInvalidInput, error.what());
  }
}

void refuse_response(std::string_view body, const std::string& wanted) {
  throw Error(ErrorCode::kInvalidInput,
              fmt::format("the endpoint should have given {}; it gave {:.200}", wanted, body));
}

}  // namespace tango::remote
