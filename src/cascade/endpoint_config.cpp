#include "cascade/endpoint_config.h"

#include <array>
#include <cstdint>
#include <span>

#include <fmt/format.h>

#include <tango/error.h>

#include "cascade/cascade_fields.h"

namespace tango::cascade {
namespace {

using base::Json;

std::span<const std::string> endpoint_fields() {
  static const std::array<std::string, 14> kFields{"url",
                                                   "protocol",
                                                   "model",
                                                   "labels",
                                                   "key_variable",
                                                   "timeout",
                                                   "retries",
                                                   "max_texts",
                                                   "max_requests",
                                                   "prompt",
                                                   "requests_per_minute",
                                                   "tokens_per_minute",
                                                   "input_price",
                                                   "output_price"};
  return kFields;
}

std::span<const std::string> ask_fields() {
  static const std::array<std::string, 2> kFields{"protocol", "labels"};
  return kFields;
}

double number_of(const Json& json, const char* key, double fallback, double least, double most,
                 const std::string& where) {
  return require_within(base::field_or<double>(json, key, where, fallback), least, most, key,
                        where);
}

int count_of(const Json& json, const char* key, int fallback, int least, int most,
             const std::string& where) {
  const auto count = base::field_or<std::int64_t>(json, key, where, fallback);
  return static_cast<int>(require_within(static_cast<double>(count), least, most, key, where));
}

std::vector<std::string> labels_in(const Json& json, const std::string& where) {
  std::vector<std::string> labels;
  const auto found = json.find("labels");
  if (found != json.end() && found->is_array()) {
    for (const Json& label : *found) {
      if (label.is_string()) labels.push_back(label.get<std::string>());
    }
  }
  if (labels.size() < 2 || labels.size() != found->size()) {
    refuse_field(where,
                 "\"labels\" should be a list of two or more names, in the order of its scores");
  }
  return labels;
}

}  // namespace

EndpointConfig endpoint_config_of(const Json& json, const std::string& where) {
  if (!json.is_object()) refuse_field(where, "should be an object with \"url\" and \"protocol\"");
  require_known_fields(json, endpoint_fields(), where);
  EndpointConfig config;
  if (json.value("protocol", Json()) == kAsk) {
    require_known_fields(json, ask_fields(), where);
    config.protocol = kAsk;
    config.labels = labels_in(json, where);
    return config;
  }
  config.url = base::require_field<std::string>(json, "url", where);
  if (!config.url.starts_with("http://") && !config.url.starts_with("https://")) {
    refuse_field(where, fmt::format("\"url\" should begin with http:// or https://, found \"{}\"",
                                    config.url));
  }
  if (config.url.find('@') != std::string::npos) {
    refuse_field(where, "\"url\" has an @: a key is named by \"key_variable\"");
  }
  config.protocol = base::require_field<std::string>(json, "protocol", where);
  if (config.protocol != "tei" && config.protocol != "kserve" && config.protocol != "chat") {
    refuse_field(where, fmt::format("\"protocol\" should be tei, kserve, chat or ask, found \"{}\"",
                                    config.protocol));
  }
  config.model = base::field_or<std::string>(json, "model", where, "");
  if (config.protocol != "tei" && config.model.empty()) {
    refuse_field(where,
                 "\"model\" is missing, by which " + config.protocol + " knows what is asked");
  }
  config.labels = labels_in(json, where);
  config.key_variable = base::field_or<std::string>(json, "key_variable", where, "");
  if (!config.key_variable.empty() && !config.key_variable.starts_with(kKeyPrefix)) {
    refuse_field(where, fmt::format("\"key_variable\" should begin with {}, so that no other "
                                    "secret of the environment is sent; found \"{}\"",
                                    kKeyPrefix, config.key_variable));
  }
  config.timeout = number_of(json, "timeout", config.timeout, 0.001, 3600, where);
  config.retries = count_of(json, "retries", config.retries, 0, 20, where);
  config.max_texts = count_of(json, "max_texts", config.max_texts, 1, 4096, where);
  config.max_requests = count_of(json, "max_requests", config.max_requests, 1, 256, where);
  config.prompt = base::field_or<std::string>(json, "prompt", where, "");
  if (!config.prompt.empty() && config.prompt.find("{text}") == std::string::npos) {
    refuse_field(where, "\"prompt\" should have {text} where the text goes");
  }
  config.requests_per_minute = number_of(json, "requests_per_minute", 0, 0, 1e9, where);
  config.tokens_per_minute = number_of(json, "tokens_per_minute", 0, 0, 1e12, where);
  config.input_price = number_of(json, "input_price", 0, 0, 1e9, where);
  config.output_price = number_of(json, "output_price", 0, 0, 1e9, where);
  return config;
}

Json to_json(const EndpointConfig& config) {
  Json json{{"protocol", config.protocol}, {"labels", config.labels}};
  if (!config.url.empty()) json["url"] = config.url;
  if (!config.model.empty()) json["model"] = config.model;
  if (!config.prompt.empty()) json["prompt"] = config.prompt;
  return json;
}

}  // namespace tango::cascade
