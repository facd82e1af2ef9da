#include "train/files/tensor_file.h"

#include <cstring>

#include "checkpoint/safetensors_file.h"
#include "checkpoint/safetensors_writer.h"

namespace tango::train {
namespace {

tensor::Shape shape_of(const at::Tensor& tensor) {
  return tensor::Shape(std::vector<std::int64_t>(tensor.sizes().begin(), tensor.sizes().end()));
}

}  // namespace

void write_tensors(const std::filesystem::path& path, const std::vector<Parameter>& tensors,
                   Storage storage, const std::map<std::string, std::string>& metadata) {
  const bool narrow = storage == Storage::kBfloat16;
  std::vector<at::Tensor> owners;
  std::vector<checkpoint::TensorView> views;
  for (const Parameter& one : tensors) {
    owners.push_back(one.value.detach().to(narrow ? at::kBFloat16 : at::kFloat).contiguous());
    const at::Tensor& stored = owners.back();
    views.push_back({one.name,
                     narrow ? "BF16" : "F32",
                     shape_of(stored),
                     {static_cast<const std::byte*>(stored.data_ptr()),
                      static_cast<std::size_t>(stored.nbytes())}});
  }
  checkpoint::write_safetensors(path, views, metadata);
}

void read_tensors(const std::filesystem::path& path, const std::vector<Parameter>& tensors) {
  const checkpoint::SafetensorsFile file(path);
  for (const Parameter& one : tensors) {
    const tensor::Tensor stored = file.load(one.name, shape_of(one.value));
    std::memcpy(one.value.data_ptr<float>(), stored.data(), stored.size() * sizeof(float));
  }
}

}  // namespace tango::train
