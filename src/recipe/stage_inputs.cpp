#include "recipe/stage_inputs.h"

#include <system_error>

#include "checkpoint/checkpoint.h"

namespace tango::recipe {

namespace fs = std::filesystem;

void StageInputs::add(const fs::path& path) { inputs_.push_back({Kind::kPath, path.string()}); }

void StageInputs::add_files_of(const Arguments& flags) {
  for (const std::string& value : flags) inputs_.push_back({Kind::kPossibleFile, value});
}

void StageInputs::add_model(const std::string& name) { inputs_.push_back({Kind::kModel, name}); }

std::vector<fs::path> StageInputs::find() const {
  const auto is_file = [](const std::string& name) {
    std::error_code failure;
    return fs::is_regular_file(name, failure);
  };
  std::vector<fs::path> paths;
  for (const Input& input : inputs_) {
    if (input.kind == Kind::kModel) {
      paths.push_back(checkpoint::find_model(input.name));
    } else if (input.kind == Kind::kPath || is_file(input.name)) {
      paths.emplace_back(input.name);
    }
  }
  return paths;
}

}  // namespace tango::recipe
