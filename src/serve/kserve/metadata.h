// What the Open Inference Protocol tells of the server and its models.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "serve/models/repository.h"
#include "serve/served_model.h"

namespace tango::serve::kserve {

inline constexpr std::string_view kServerName = "tango";
inline constexpr std::string_view kPlatform = "tango_cascade";
inline constexpr std::array<std::string_view, 3> kExtensions = {"binary_tensor_data",
                                                                "model_repository", "statistics"};

struct TensorFacts {
  std::string_view name;
  std::string_view datatype;
  std::vector<std::int64_t> shape;  ///< -1: any size.
};

[[nodiscard]] std::vector<TensorFacts> input_tensors();
[[nodiscard]] std::vector<TensorFacts> output_tensors(const ServedModel& model);
[[nodiscard]] std::string_view state_of(const ModelState& model);

[[nodiscard]] std::string render_server();

/// `versions`: of that model, all that are served.
[[nodiscard]] std::string render_model(const ServedModel& model, const std::vector<int>& versions);

/// Triton's statistics extension: requests and texts since the model was loaded.
[[nodiscard]] std::string render_statistics(
    const std::vector<std::shared_ptr<const ServedModel>>& models);

/// Triton's repository extension.
[[nodiscard]] std::string render_index(const std::vector<ModelState>& states);

}  // namespace tango::serve::kserve
