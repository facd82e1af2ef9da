#include "checkpoint/logits_file.h"

#include <tango/error.h>

#include "base/json.h"
#include "checkpoint/safetensors_file.h"

namespace tango::checkpoint {
namespace {

std::vector<std::string> labels_of(const SafetensorsFile& file) {
  const auto metadata = file.metadata();
  const auto found = metadata.find("labels");
  if (found == metadata.end()) {
    throw Error(ErrorCode::kInvalidModel,
                file.where() + ": not a file of logits: its metadata has no \"labels\"");
  }
  const base::Json labels = base::parse_json(found->second, file.where());
  std::vector<std::string> names;
  for (const base::Json& name : labels) {
    if (!name.is_string()) {
      throw Error(ErrorCode::kInvalidModel,
                  file.where() + ": a label should be a string, found " + name.dump());
    }
    names.push_back(name.get<std::string>());
  }
  return names;
}

}  // namespace

LogitsFile read_logits(const std::filesystem::path& path) {
  const SafetensorsFile file(path);
  LogitsFile result;
  result.labels = labels_of(file);
  const TensorEntry* entry = file.find("logits");
  if (entry == nullptr || entry->shape.rank() != 2 ||
      entry->shape[1] != static_cast<std::int64_t>(result.labels.size())) {
    throw Error(ErrorCode::kInvalidModel,
                file.where() + ": there should be a tensor \"logits\", [texts x labels]");
  }
  result.logits = file.load("logits", entry->shape);
  return result;
}

}  // namespace tango::checkpoint
