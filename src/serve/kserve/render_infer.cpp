#include <iterator>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "base/json.h"
#include "serve/kserve/elements.h"
#include "serve/kserve/infer.h"

namespace tango::serve::kserve {
namespace {

std::string json_text(std::string_view text) {
  return base::Json(text).dump(-1, ' ', false, base::Json::error_handler_t::replace);
}

/// Writes the elements of one tensor as JSON.
class JsonElements {
 public:
  template <typename Number>
  void add(Number value) {
    fmt::format_to(std::back_inserter(data_), "{}{}", data_.empty() ? "" : ",", value);
  }
  void add_text(std::string_view text) { data_ += (data_.empty() ? "" : ",") + json_text(text); }
  [[nodiscard]] std::string take() { return std::move(data_); }

 private:
  std::string data_;
};

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
    std::string data;
    std::size_t per_text = 0;
    const auto write = [&](auto elements) {
      per_text = add_elements(wanted.facts->output, model, outcomes, elements);
      data = elements.take();
    };
    if (wanted.binary) {
      write(BinaryElements());
    } else {
      write(JsonElements());
    }
    if (json.back() != '[') json += ',';
    fmt::format_to(std::back_inserter(json), R"({{"name":"{}","datatype":"{}","shape":[{}{}])",
                   wanted.facts->name, wanted.facts->datatype, outcomes.size(),
                   wanted.facts->per_label ? fmt::format(",{}", per_text) : "");
    if (wanted.binary) {
      any_binary = true;
      fmt::format_to(std::back_inserter(json), R"(,"parameters":{{"binary_data_size":{}}}}})",
                     data.size());
      binary += data;
    } else {
      json += R"(,"data":[)" + data + "]}";
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
