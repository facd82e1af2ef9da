#include "train/data/teacher_logits.h"

#include <cstring>

#include <tango/error.h>

#include "base/json.h"
#include "checkpoint/safetensors_file.h"

namespace tango::train {
namespace {

std::vector<std::string> labels_of(const checkpoint::SafetensorsFile& file) {
  const auto metadata = file.metadata();
  const auto found = metadata.find("labels");
  if (found == metadata.end()) {
    throw Error(ErrorCode::kInvalidModel,
                file.where() + ": not a file of teacher logits: its metadata has no \"labels\"");
  }
  const base::Json labels = base::parse_json(found->second, file.where());
  std::vector<std::string> names;
  for (const base::Json& name : labels) names.push_back(name.get<std::string>());
  return names;
}

}  // namespace

TeacherLogits read_teacher_logits(const std::vector<std::filesystem::path>& paths) {
  TeacherLogits teacher;
  std::vector<at::Tensor> parts;
  for (const std::filesystem::path& path : paths) {
    const checkpoint::SafetensorsFile file(path);
    std::vector<std::string> names = labels_of(file);
    if (!parts.empty() && names != teacher.labels.names) {
      throw Error(ErrorCode::kInvalidInput,
                  path.string() + ": another teacher's labels than in " + paths[0].string());
    }
    teacher.labels.names = std::move(names);
    const checkpoint::TensorEntry* entry = file.find("logits");
    if (entry == nullptr || entry->shape.rank() != 2 ||
        entry->shape[1] != static_cast<std::int64_t>(teacher.labels.names.size())) {
      throw Error(ErrorCode::kInvalidModel,
                  path.string() + ": there should be a tensor \"logits\", [texts x labels]");
    }
    const tensor::Tensor logits = file.load("logits", entry->shape);
    at::Tensor part = at::empty({entry->shape[0], entry->shape[1]}, at::kFloat);
    std::memcpy(part.data_ptr<float>(), logits.data(), logits.size() * sizeof(float));
    parts.push_back(part);
  }
  teacher.logits = at::cat(parts, 0);
  return teacher;
}

}  // namespace tango::train
