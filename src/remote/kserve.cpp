#include <algorithm>

#include <fmt/format.h>

#include <tango/error.h>

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
    return to_body({{"inputs", std::move(inputs)}});  // and so all outputs that there are
  }

  [[nodiscard]] Answers read(std::string_view body, std::size_t texts) const override {
    const Json json = parse_response(body);
    const std::size_t labels = config_.labels.size();
    const Json* const all = data_of(json, "scores", texts * labels);
    if (all == nullptr) refuse_response(body, "a tensor \"scores\" of texts by labels");
    const Json* const names = data_of(json, "label", texts);
    Answers answers;
    for (std::size_t text = 0; text < texts; ++text) {
      std::vector<double> scores;
      for (std::size_t label = 0; label < labels; ++label) {
        const Json& score = (*all)[text * labels + label];
        scores.push_back(score.is_number() ? score.get<double>() : -1);
      }
      if (names != nullptr && (*names)[text].is_string()) {
        check_order(scores, (*names)[text].get<std::string>());
      }
      answers.logits.push_back(logits_of(scores));
    }
    return answers;
  }

 private:
  /// Of an output with so many elements; nullptr where there is none.
  static const Json* data_of(const Json& json, const char* name, std::size_t size) {
    if (!json.is_object() || !json.contains("outputs")) return nullptr;
    for (const Json& output : json["outputs"]) {
      if (!output.is_object()) continue;
      const auto found = output.find("name");
      const auto data = output.find("data");
      const bool fits = found != output.end() && *found == name && data != output.end() &&
                        data->is_array() && data->size() == size;
      if (fits) return &*data;
    }
    return nullptr;
  }

  /// `scores` have no names; the label that the server says beside them shows whether the order is
  /// the cascade's.
  void check_order(const std::vector<double>& scores, const std::string& label) const {
    const std::size_t place = require_place_of(label, config_);
    const auto best = std::ranges::max_element(scores);
    if (scores[place] >= *best) return;
    throw Error(ErrorCode::kInvalidModel,
                fmt::format("{} answers \"{}\", but by the \"labels\" that cascade.json has for it "
                            "\"{}\" has the largest score; they should be in the order of its "
                            "scores",
                            config_.url, label,
                            config_.labels[static_cast<std::size_t>(best - scores.begin())]));
  }

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
