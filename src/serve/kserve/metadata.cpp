#include "serve/kserve/metadata.h"

#include <tango/version.h>

#include "base/json.h"
#include "serve/kserve/tensors.h"

namespace tango::serve::kserve {
namespace {

std::string text_of(const base::Json& json) {
  return json.dump(-1, ' ', false, base::Json::error_handler_t::replace);
}

base::Json list_of(const std::vector<TensorFacts>& tensors) {
  base::Json list = base::Json::array();
  for (const TensorFacts& one : tensors) {
    list.push_back({{"name", one.name}, {"datatype", one.datatype}, {"shape", one.shape}});
  }
  return list;
}

base::Json duration(std::uint64_t count, std::uint64_t nanoseconds) {
  return {{"count", count}, {"ns", nanoseconds}};
}

}  // namespace

std::vector<TensorFacts> input_tensors() {
  return {{"text", "BYTES", {-1}}, {"text_pair", "BYTES", {-1}}};
}

std::vector<TensorFacts> output_tensors(const ServedModel& model) {
  const auto labels = static_cast<std::int64_t>(model.cascade->labels().names.size());
  std::vector<TensorFacts> tensors;
  for (const OutputFacts* one : outputs_of(model.cascade->labels().problem_type)) {
    TensorFacts& tensor = tensors.emplace_back();
    tensor.name = one->name;
    tensor.datatype = one->datatype;
    tensor.shape.push_back(-1);
    if (one->per_label) tensor.shape.push_back(labels);
  }
  return tensors;
}

std::string_view state_of(const ModelState& model) {
  if (model.ready) return "READY";
  return model.loading ? "LOADING" : "UNAVAILABLE";
}

std::string render_server() {
  return text_of({{"name", kServerName}, {"version", version()}, {"extensions", kExtensions}});
}

std::string render_model(const ServedModel& model, const std::vector<int>& versions) {
  base::Json names = base::Json::array();
  for (const int one : versions) names.push_back(std::to_string(one));
  return text_of({{"name", model.name},
                  {"versions", names},
                  {"platform", kPlatform},
                  {"inputs", list_of(input_tensors())},
                  {"outputs", list_of(output_tensors(model))}});
}

std::string render_statistics(const std::vector<std::shared_ptr<const ServedModel>>& models) {
  base::Json list = base::Json::array();
  for (const auto& model : models) {
    const ModelCounts& counts = *model->counts;
    list.push_back({{"name", model->name},
                    {"version", std::to_string(model->version)},
                    {"inference_count", counts.texts.load()},
                    {"execution_count", counts.requests.load()},
                    {"inference_stats",
                     {{"success", duration(counts.requests, counts.nanoseconds)},
                      {"fail", duration(counts.failed_requests, counts.failed_nanoseconds)}}}});
  }
  return text_of({{"model_stats", list}});
}

std::string render_index(const std::vector<ModelState>& states) {
  base::Json list = base::Json::array();
  for (const ModelState& one : states) {
    list.push_back({{"name", one.name},
                    {"version", std::to_string(one.version)},
                    {"state", state_of(one)},
                    {"reason", one.reason}});
  }
  return text_of(list);
}

}  // namespace tango::serve::kserve
