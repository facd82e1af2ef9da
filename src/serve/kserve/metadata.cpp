#include "serve/kserve/metadata.h"

#include <tango/version.h>

#include "base/json.h"
#include "serve/kserve/infer.h"

namespace tango::serve::kserve {
namespace {

std::string text_of(const base::Json& json) {
  return json.dump(-1, ' ', false, base::Json::error_handler_t::replace);
}

base::Json tensor(std::string_view name, std::string_view datatype, const base::Json& shape) {
  return {{"name", name}, {"datatype", datatype}, {"shape", shape}};
}

base::Json duration(std::uint64_t count, std::uint64_t nanoseconds) {
  return {{"count", count}, {"ns", nanoseconds}};
}

}  // namespace

std::string render_server() {
  return text_of({{"name", "tango"},
                  {"version", version()},
                  {"extensions", {"binary_tensor_data", "model_repository", "statistics"}}});
}

std::string render_model(const ServedModel& model, const std::vector<int>& versions) {
  const std::size_t labels = model.cascade->labels().names.size();
  base::Json results = base::Json::array();
  for (const OutputFacts& one : outputs()) {
    results.push_back(tensor(one.name, one.datatype,
                             one.per_label ? base::Json{-1, labels} : base::Json::array({-1})));
  }
  base::Json names = base::Json::array();
  for (const int one : versions) names.push_back(std::to_string(one));
  return text_of({{"name", model.name},
                  {"versions", names},
                  {"platform", "tango_cascade"},
                  {"inputs",
                   {tensor("text", "BYTES", base::Json::array({-1})),
                    tensor("text_pair", "BYTES", base::Json::array({-1}))}},
                  {"outputs", results}});
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
                    {"state", one.ready ? "READY" : "UNAVAILABLE"},
                    {"reason", one.reason}});
  }
  return text_of(list);
}

}  // namespace tango::serve::kserve
