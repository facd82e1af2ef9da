#include "remote/protocol.h"

namespace tango::remote {
namespace {

using base::Json;

class KServe final : public Protocol {
 public:
  explicit KServe(const cascade::EndpointConfig& config) : config_(config) {}

  [[nodiscard]] std::string url() const override {
    return address_below(config_.url, "v2/models/" + config_.model + "/infer");
  }
  [[nodiscard]] std::size_t most_texts() const override {
    return static_cast<std::size_t>(config_.max_texts);
  }
  [[nodiscard]] double tokens_of(std::string_view /*body*/) const override { return 0; }

  [[nodiscard]] std::string body(std::span<const cascade::Request* const> texts) const override {
    Json firsts = Json::array();
    Json seconds = Json::array();
    bool are_pairs = false;
    for (const cascade::Request* one : texts) {
      firsts.push_back(one->text);
      seconds.push_back(one->pair.value_or(""));
      are_pairs = are_pairs || one->pair;
    }
    Json inputs = Json::array({tensor("text", std::move(firsts))});
    if (are_pairs) inputs.push_back(tensor("text_pair", std::move(seconds)));
    return to_body(
        {{"inputs", std::move(inputs)}, {"outputs", Json::array({{{"name", "scores"}}})}});
  }

  [[nodiscard]] Answers read(std::string_view body, std::size_t texts) const override {
    const Json json = parse_response(body);
    const std::size_t labels = config_.labels.size();
    const std::string wanted = "a tensor \"scores\" of texts by labels";
    const auto outputs = json.is_object() ? json.find("outputs") : json.end();
    if (!json.is_object() || outputs == json.end()) refuse_response(body, wanted);
    for (const Json& output : *outputs) {
      if (!output.is_object() || output.value("name", "") != "scores") continue;
      const auto data = output.find("data");
      if (data == output.end() || !data->is_array() || data->size() != texts * labels) break;
      Answers answers;
      for (std::size_t text = 0; text < texts; ++text) {
        std::vector<double> scores;
        for (std::size_t label = 0; label < labels; ++label) {
          const Json& score = (*data)[text * labels + label];
          scores.push_back(score.is_number() ? score.get<double>() : -1);
        }
        answers.logits.push_back(logits_of(scores));
      }
      return answers;
    }
    refuse_response(body, wanted);
  }

 private:
  static Json tensor(const char* name, Json texts) {
    const std::size_t count = texts.size();
    return {{"name", name},
            {"datatype", "BYTES"},
            {"shape", Json::array({count})},
            {"data", std::move(texts)}};
  }

  cascade::EndpointConfig config_;
};

}  // namespace

std::unique_ptr<Protocol> make_kserve(const cascade::EndpointConfig& config) {
  return std::make_unique<KServe>(config);
}

}  // namespace tango::remote
