#include "remote/protocol.h"

namespace tango::remote {
namespace {

using base::Json;

class Tei final : public Protocol {
 public:
  explicit Tei(const cascade::EndpointConfig& config) : config_(config) {}

  [[nodiscard]] std::string url() const override { return config_.url; }
  [[nodiscard]] std::size_t most_texts() const override {
    return static_cast<std::size_t>(config_.max_texts);
  }
  [[nodiscard]] double tokens_of(std::string_view /*body*/) const override { return 0; }

  [[nodiscard]] std::string body(std::span<const cascade::Request* const> texts) const override {
    Json inputs = Json::array();
    for (const cascade::Request* one : texts) {
      Json input = Json::array({one->text});
      if (one->pair) input.push_back(*one->pair);
      inputs.push_back(std::move(input));
    }
    return to_body({{"inputs", std::move(inputs)}, {"truncate", true}});
  }

  [[nodiscard]] Answers read(std::string_view body, std::size_t texts) const override {
    const Json json = parse_response(body);
    if (!json.is_array() || json.size() != texts) refuse_response(body, "a list for each text");
    Answers answers;
    for (const Json& one : json) {
      std::vector<double> scores(config_.labels.size(), -1);
      for (const Json& label : one) {
        const bool fits = label.is_object() && label.contains("label") &&
                          label["label"].is_string() && label.contains("score") &&
                          label["score"].is_number();
        if (!fits) refuse_response(body, "a label and a score, several times");
        scores[require_place_of(label["label"].get<std::string>(), config_)] =
            label["score"].get<double>();
      }
      answers.logits.push_back(logits_of(scores));  // refuses what is missing
    }
    return answers;
  }

 private:
  cascade::EndpointConfig config_;
};

}  // namespace

std::unique_ptr<Protocol> make_tei(const cascade::EndpointConfig& config) {
  return std::make_unique<Tei>(config);
}

}  // namespace tango::remote
