// Small safetensors files, made by hand.
#pragma once

#include <cstdint>
#include <cstring>
#include <string>
#include <vector>

#include "base/json.h"

namespace tango::checkpoint {

struct TestTensor {
  std::string name;
  std::vector<std::int64_t> shape;
  std::string data;
  std::string type = "F32";
};

inline std::string bytes_of(const std::vector<float>& values) {
  std::string bytes(values.size() * sizeof(float), '\0');
  if (!values.empty()) std::memcpy(bytes.data(), values.data(), bytes.size());
  return bytes;
}

/// A well-formed safetensors file.
inline std::string safetensors(const std::vector<TestTensor>& tensors) {
  base::Json header = base::Json::object();
  std::string data;
  for (const TestTensor& tensor : tensors) {
    header[tensor.name] = {{"dtype", tensor.type},
                           {"shape", tensor.shape},
                           {"data_offsets", {data.size(), data.size() + tensor.data.size()}}};
    data += tensor.data;
  }
  const std::string text = header.dump();
  const std::uint64_t length = text.size();
  std::string file(sizeof(length), '\0');
  std::memcpy(file.data(), &length, sizeof(length));
  return file + text + data;
}

}  // namespace tango::checkpoint
