// What is asked of an endpoint, and how its response is read. Pure.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "cascade/endpoint_config.h"
#include "cascade/request.h"

namespace tango::remote {

/// Of the texts of one request.
struct Answers {
  std::vector<std::vector<float>> logits;  ///< [texts x labels]
  double input_tokens = 0;                 ///< As a chat counts them; else 0.
  double output_tokens = 0;
};

class Protocol {
 public:
  virtual ~Protocol() = default;

  [[nodiscard]] virtual std::string url() const = 0;
  [[nodiscard]] virtual std::size_t most_texts() const = 0;  ///< Of a request.
  [[nodiscard]] virtual std::string body(std::span<const cascade::Request* const> texts) const = 0;
  /// Of a response of status 200. Throws kInvalidInput that says what is wrong with it, and
  /// kInvalidModel where its labels are not those that the cascade has for the endpoint.
  [[nodiscard]] virtual Answers read(std::string_view body, std::size_t texts) const = 0;
  /// Tokens that a request of this body costs, about; 0 where they cost nothing.
  [[nodiscard]] virtual double tokens_of(std::string_view body) const = 0;
};

/// text-embeddings-inference's /predict.
[[nodiscard]] std::unique_ptr<Protocol> make_tei(const cascade::EndpointConfig& config);
/// KServe v2, over REST.
[[nodiscard]] std::unique_ptr<Protocol> make_kserve(const cascade::EndpointConfig& config);
/// OpenAI's chat completions, with the label as a JSON object of a schema.
[[nodiscard]] std::unique_ptr<Protocol> make_chat(const cascade::EndpointConfig& config);

[[nodiscard]] std::unique_ptr<Protocol> make_protocol(const cascade::EndpointConfig& config);

/// The address of a path below another one.
[[nodiscard]] std::string address_below(std::string_view base, std::string_view path);

/// A request's body; ill-formed UTF-8 becomes U+FFFD.
[[nodiscard]] std::string to_body(const base::Json& json);

/// Logits whose softmax are these probabilities. Throws kInvalidInput unless each lies in 0 … 1.
[[nodiscard]] std::vector<float> logits_of(std::span<const double> probabilities);

/// The place of a label among the names; -1 where it is none.
[[nodiscard]] int place_of(std::string_view label, std::span<const std::string> names);

/// The same. Throws kInvalidModel where it is none.
[[nodiscard]] std::size_t require_place_of(std::string_view label,
                                           const cascade::EndpointConfig& config);

/// JSON of an endpoint. Throws kInvalidInput.
[[nodiscard]] base::Json parse_response(std::string_view body);

/// Throws kInvalidInput with what an endpoint should have given.
[[noreturn]] void refuse_response(std::string_view body, const std::string& wanted);

}  // namespace tango::remote
