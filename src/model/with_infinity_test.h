// Weights one of which is infinite, which bf16 and int8 refuse.
#pragma once

#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "checkpoint/weight_source.h"

namespace tango::model {

class WithInfinity final : public checkpoint::WeightSource {
 public:
  /// `broken`: the end of the name of the tensor that holds it.
  WithInfinity(const checkpoint::WeightSource& weights, std::string broken)
      : weights_(weights), broken_(std::move(broken)) {}

  [[nodiscard]] std::vector<std::string> names() const override { return weights_.names(); }
  [[nodiscard]] bool contains(std::string_view name) const override {
    return weights_.contains(name);
  }
  [[nodiscard]] tensor::Tensor load(std::string_view name,
                                    const tensor::Shape& expected) const override {
    tensor::Tensor loaded = weights_.load(name, expected);
    if (name.ends_with(broken_)) loaded.data()[3] = std::numeric_limits<float>::infinity();
    return loaded;
  }

 private:
  const checkpoint::WeightSource& weights_;
  std::string broken_;
};

}  // namespace tango::model
