#include <bit>
#include <cstring>
#include <iterator>
#include <string>
#include <type_traits>

#include <fmt/format.h>

#include "base/json.h"
#include "serve/kserve/infer.h"

namespace tango::serve::kserve {
namespace {

static_assert(std::endian::native == std::endian::little, "the protocol's order of bytes");

std::string json_text(std::string_view text) {
  return base::Json(text).dump(-1, ' ', false, base::Json::error_handler_t::replace);
}

/// The label's name, those of a multi-label answer joined by commas, or the best span's text.
std::string label_of(const cascade::Answer& answer, const ServedModel& model) {
  const auto& names = model.cascade->labels().names;
  if (!answer.spans.empty()) return answer.spans.front().text;
  if (answer.label >= 0) return names[static_cast<std::size_t>(answer.label)];
  std::string joined;
  for (const int label : answer.labels) {
    joined += (joined.empty() ? "" : ",") + names[static_cast<std::size_t>(label)];
  }
  return joined;
}

/// Writes the elements of one tensor, as JSON or as bytes.
class Elements {
 public:
  explicit Elements(bool binary) : binary_(binary) {}

  template <typename Number>
  void add(Number value) {
    static_assert(sizeof value == 4 && std::is_arithmetic_v<Number>);
    if (binary_) {
      data_.append(reinterpret_cast<const char*>(&value), sizeof value);
    } else {
      fmt::format_to(std::back_inserter(data_), "{}{}", data_.empty() ? "" : ",", value);
    }
  }
  void add_text(std::string_view text) {
    if (binary_) {
      add(static_cast<std::uint32_t>(text.size()));
      data_ += text;
    } else {
      data_ += (data_.empty() ? "" : ",") + json_text(text);
    }
  }
  [[nodiscard]] const std::string& data() const { return data_; }

 private:
  bool binary_;
  std::string data_;
};

void add_element(Output output, const cascade::Answer& answer, const ServedModel& model,
                 Elements& elements) {
  switch (output) {
    case Output::kLabel:
      return elements.add_text(label_of(answer, model));
    case Output::kScore:
      return elements.add(answer.score);
    case Output::kScores:
      for (const float one : answer.scores) elements.add(one);
      return;
    case Output::kTier:
      return elements.add(std::int32_t{answer.tier});
    case Output::kConfidence:
      return elements.add(answer.confidence);
    case Output::kLogits:
      for (const float one : answer.logits) elements.add(one);
      return;
  }
}

}  // namespace

http::Response render_infer(const InferRequest& request, const ServedModel& model,
                            const std::vector<Outcome>& outcomes) {
  std::string json = fmt::format(R"({{"model_name":{},"model_version":{})", json_text(model.name),
                                 json_text(std::to_string(model.version)));
  if (!request.id.empty()) json += R"(,"id":)" + json_text(request.id);
  json += R"(,"outputs":[)";
  std::string binary;
  bool any_binary = false;
  for (const WantedOutput& wanted : request.outputs) {
    Elements elements(wanted.binary);
    std::size_t per_text = 0;
    for (std::size_t i = 0; i < outcomes.size(); ++i) {
      const cascade::Answer& answer = answer_of(outcomes, i, outcomes.size() > 1);
      add_element(wanted.facts->output, answer, model, elements);
      per_text = answer.scores.size();
    }
    if (json.back() != '[') json += ',';
    fmt::format_to(std::back_inserter(json), R"({{"name":"{}","datatype":"{}","shape":[{}{}])",
                   wanted.facts->name, wanted.facts->datatype, outcomes.size(),
                   wanted.facts->per_label ? fmt::format(",{}", per_text) : "");
    if (wanted.binary) {
      any_binary = true;
      fmt::format_to(std::back_inserter(json), R"(,"parameters":{{"binary_data_size":{}}}}})",
                     elements.data().size());
      binary += elements.data();
    } else {
      json += R"(,"data":[)" + elements.data() + "]}";
    }
  }
  json += "]}";
  http::Response response{.body = std::move(json)};
  if (any_binary) {
    response.headers.emplace_back("Inference-Header-Content-Length",
                                  std::to_string(response.body.size()));
    response.content_type = "application/octet-stream";
    response.body += binary;
  }
  return response;
}

}  // namespace tango::serve::kserve
