// Where a model reads its weights from: files, files with an adapter merged in, or a generator.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tensor/shape.h"
#include "tensor/tensor.h"

namespace tango::checkpoint {

/// Tensors by the names that the files use. Thread-safe to read.
class WeightSource {
 public:
  virtual ~WeightSource() = default;

  /// The name of this source in messages: a file's path, where it has one.
  [[nodiscard]] virtual std::string where() const { return "weights"; }

  /// Every tensor's name, in file order.
  [[nodiscard]] virtual std::vector<std::string> names() const = 0;

  [[nodiscard]] virtual bool contains(std::string_view name) const = 0;

  /// nullopt where it is absent, or the source cannot say.
  [[nodiscard]] virtual std::optional<tensor::Shape> shape(std::string_view /*name*/) const {
    return std::nullopt;
  }

  /// An fp32 copy. Throws kInvalidModel that names the file, the tensor, what was found (absent,
  /// its shape, its type) and what was expected.
  [[nodiscard]] virtual tensor::Tensor load(std::string_view name,
                                            const tensor::Shape& expected) const = 0;

  /// The same elements, in place where the source holds them as fp32 (of a mapped file only the
  /// pages that are read then take memory). Keeps alive what it needs. Throws as load.
  [[nodiscard]] virtual std::shared_ptr<const float> view(std::string_view name,
                                                          const tensor::Shape& expected) const {
    const auto copy = std::make_shared<tensor::Tensor>(load(name, expected));
    return {copy, copy->data()};
  }
};

}  // namespace tango::checkpoint
