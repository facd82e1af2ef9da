#include "checkpoint/safetensors_file.h"

#include "checkpoint/pickle/pickled_weights.h"

namespace tango::checkpoint {

SafetensorsFile::SafetensorsFile(const std::filesystem::path& path) : TensorTable(path) {
  set_entries(parse_safetensors(file().bytes(), where()));
}

std::unique_ptr<TensorTable> open_tensor_table(const std::filesystem::path& path) {
  if (path.extension() == ".bin") return std::make_unique<PickledWeights>(path);
  return std::make_unique<SafetensorsFile>(path);
}

}  // namespace tango::checkpoint
