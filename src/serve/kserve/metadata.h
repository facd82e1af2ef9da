// What the Open Inference Protocol tells of the server and its models.
#pragma once

#include <string>
#include <vector>

#include "serve/models/repository.h"
#include "serve/served_model.h"

namespace tango::serve::kserve {

[[nodiscard]] std::string render_server();

/// `versions`: of that model, all that are served.
[[nodiscard]] std::string render_model(const ServedModel& model, const std::vector<int>& versions);

/// Triton's statistics extension: requests and texts since the model was loaded.
[[nodiscard]] std::string render_statistics(
    const std::vector<std::shared_ptr<const ServedModel>>& models);

/// Triton's repository extension.
[[nodiscard]] std::string render_index(const std::vector<ModelState>& states);

}  // namespace tango::serve::kserve
