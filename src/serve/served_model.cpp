#include "serve/served_model.h"

#include <fmt/format.h>

#include "base/json.h"

namespace tango::serve {

std::shared_ptr<const ServedModel> make_served_model(
    std::string name, int version, std::shared_ptr<const cascade::Cascade> cascade,
    WatchedPromise promise) {
  auto model = std::make_shared<ServedModel>();
  model->full_name = fmt::format("{}/{}", name, version);
  model->name = std::move(name);
  model->version = version;
  for (const std::string& label : cascade->labels().names) {
    model->quoted_labels.push_back(base::Json(label).dump());
  }
  model->cascade = std::move(cascade);
  model->promise = std::move(promise);
  return model;
}

}  // namespace tango::serve
