#include "train/data/teacher_logits.h"

#include <cstring>

#include <tango/error.h>

#include "checkpoint/logits_file.h"

namespace tango::train {

TeacherLogits read_teacher_logits(const std::vector<std::filesystem::path>& paths) {
  TeacherLogits teacher;
  std::vector<at::Tensor> parts;
  for (const std::filesystem::path& path : paths) {
    const checkpoint::LogitsFile file = checkpoint::read_logits(path);
    if (!parts.empty() && file.labels != teacher.labels.names) {
      throw Error(ErrorCode::kInvalidInput,
                  path.string() + ": its labels are not those of " + paths[0].string());
    }
    teacher.labels.names = file.labels;
    at::Tensor part = at::empty({file.texts(), file.logits.shape()[1]}, at::kFloat);
    std::memcpy(part.data_ptr<float>(), file.logits.data(), file.logits.size() * sizeof(float));
    parts.push_back(part);
  }
  teacher.logits = at::cat(parts, 0);
  return teacher;
}

}  // namespace tango::train
