#include "checkpoint/safetensors_writer.h"

#include <array>
#include <cstdint>
#include <string_view>

#include <tango/error.h>

#include "base/atomic_file.h"
#include "base/json.h"
#include "checkpoint/safetensors_header.h"

namespace tango::checkpoint {
namespace {

constexpr std::size_t kAlignment = 64;  // of the data in the file: room for any vector

void check_size(const TensorView& tensor) {
  const std::int64_t bits = bits_of(tensor.type).value_or(0) * tensor.shape.elements();
  if (static_cast<std::int64_t>(tensor.data.size()) * 8 != bits) {
    throw Error(ErrorCode::kInternal, "tensor '" + tensor.name + "' of type " + tensor.type +
                                          " and shape " + to_string(tensor.shape) + " has " +
                                          std::to_string(tensor.data.size()) + " bytes");
  }
}

std::string header_of(std::span<const TensorView> tensors,
                      const std::map<std::string, std::string>& metadata) {
  base::Json header = base::Json::object();
  if (!metadata.empty()) header["__metadata__"] = metadata;
  std::size_t end = 0;
  for (const TensorView& tensor : tensors) {
    check_size(tensor);
    base::Json shape = base::Json::array();
    for (int axis = 0; axis < tensor.shape.rank(); ++axis) shape.push_back(tensor.shape[axis]);
    const std::size_t begin = end;
    end += tensor.data.size();
    header[tensor.name] = {
        {"dtype", tensor.type}, {"shape", std::move(shape)}, {"data_offsets", {begin, end}}};
  }
  std::string text = header.dump();
  const std::size_t whole = sizeof(std::uint64_t) + text.size();
  text.append((kAlignment - whole % kAlignment) % kAlignment, ' ');
  return text;
}

std::string_view characters(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}  // namespace

void write_safetensors(const std::filesystem::path& path, std::span<const TensorView> tensors,
                       const std::map<std::string, std::string>& metadata) {
  const std::string header = header_of(tensors, metadata);
  std::array<char, sizeof(std::uint64_t)> size{};  // little-endian
  for (std::size_t i = 0; i < size.size(); ++i) {
    size.at(i) = static_cast<char>(header.size() >> (8 * i) & 0xFFU);
  }
  base::AtomicFile file(path);
  file.stream().write({size.data(), size.size()});
  file.stream().write(header);
  for (const TensorView& tensor : tensors) file.stream().write(characters(tensor.data));
  file.commit();
}

}  // namespace tango::checkpoint
