// A tier that is computed elsewhere, as `cascade.json` names it.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/json.h"
#include "cascade/endpoint.h"

namespace tango::cascade {

inline constexpr const char* kKeyPrefix = "ENDPOINT_KEY";

/// The protocol of a last tier that can't be called, such as people: a text that reaches it ends
/// with the answer of the tier before, and Answer::ask.
inline constexpr const char* kAsk = "ask";

struct EndpointConfig {
  std::string url;  ///< http or https; empty where nothing is called.
  /// "tei": POST it; "kserve": its base; "chat": OpenAI's, the base too; kAsk: nothing is called.
  std::string protocol;
  std::string model;                ///< By kserve and chat.
  std::vector<std::string> labels;  ///< In the order of its scores.
  /// Environment variable with the key, or with _FILE behind it with a file that has it in its
  /// first line. Begins with kKeyPrefix, so that a cascade of a stranger can't send other secrets
  /// away. Empty: there is no key.
  std::string key_variable;
  double timeout = 30;  ///< Seconds of a request.
  int retries = 3;
  int max_texts = 32;    ///< Of a request; a chat has one.
  int max_requests = 4;  ///< Under way at the same time.
  std::string prompt;    ///< Of a chat; "{text}", "{text_pair}" and "{labels}" stand for those.
  double requests_per_minute = 0;  ///< 0: as many as come.
  double tokens_per_minute = 0;    ///< Of a chat, both ways; 0: no limit.
  double input_price = 0;          ///< Of a million tokens that a chat reads,
  double output_price = 0;         ///< and writes.
};

/// The value of a tier's "endpoint". Throws kInvalidModel that begins with `where`.
[[nodiscard]] EndpointConfig endpoint_config_of(const base::Json& json, const std::string& where);

/// As endpoint_config_of() reads it, without what changes no answer.
[[nodiscard]] base::Json to_json(const EndpointConfig& config);

/// Loads libtango-remote, which knows how to ask, unless nothing is called. Throws kUnsupported
/// where it is not installed, or is of another version; kNotFound and kInvalidInput where there
/// should be a key and is none.
[[nodiscard]] std::shared_ptr<Endpoint> open_endpoint(const EndpointConfig& config);

}  // namespace tango::cascade
