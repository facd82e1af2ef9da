// Packs the weights of a checkpoint into what the kernels read.
#pragma once

#include <map>
#include <memory>
#include <span>
#include <string>

#include "checkpoint/weight_source.h"
#include "kernel/matmul/packed_weights.h"
#include "model/packed_cache.h"
#include "tensor/weight_arena.h"

namespace tango::model {

/// Outputs `first` … of a linear layer that has `of` in all.
struct LinearPart {
  std::string stem;
  int first = 0;
  int outputs = 0;
  int of = 0;
  bool has_bias = true;
};

/// Throws kInvalidModel, naming the tensor, when one of its numbers is not finite and `precision`
/// cannot take that (bf16, int8).
void check_finite(const checkpoint::WeightSource& source, const std::string& name,
                  std::span<const float> values, kernel::Precision precision);

/// Packs linear layers into one arena, in the order of the calls: make them in the order of use.
/// Layers that share weights share what is packed.
class WeightLoader {
 public:
  /// `source` must outlive the loader.
  WeightLoader(const checkpoint::WeightSource& source, kernel::Precision precision,
               PackedCache cache = {})
      : source_(source), precision_(precision), cache_(std::move(cache)) {}

  [[nodiscard]] const checkpoint::WeightSource& source() const { return source_; }
  [[nodiscard]] kernel::Precision precision() const { return precision_; }

  /// The linear layers at `stems`, each [outputs x inputs], as one product whose outputs are side
  /// by side in the stems' order. Throws kInvalidModel, also as check_finite does.
  [[nodiscard]] kernel::PackedWeights linear(std::span<const std::string> stems, int outputs,
                                             int inputs) {
    return linear(stems, outputs, inputs, precision_);
  }
  [[nodiscard]] kernel::PackedWeights linear(const std::string& stem, int outputs, int inputs) {
    return linear(std::span(&stem, 1), outputs, inputs, precision_);
  }

  /// The same in fp32, whatever the model's precision.
  [[nodiscard]] kernel::PackedWeights float_linear(const std::string& stem, int outputs,
                                                   int inputs) {
    return linear(std::span(&stem, 1), outputs, inputs, kernel::Precision::kFloat32);
  }

  /// Part of a layer, or all of one that has no bias.
  [[nodiscard]] kernel::PackedWeights linear(const LinearPart& part, int inputs) {
    return linear(part, inputs, precision_);
  }
  [[nodiscard]] kernel::PackedWeights float_linear(const LinearPart& part, int inputs) {
    return linear(part, inputs, kernel::Precision::kFloat32);
  }

  /// A product of the tensors called `weight` and `bias`, such as one that shares its weights.
  [[nodiscard]] kernel::PackedWeights linear_of(const std::string& weight, const std::string& bias,
                                                int outputs, int inputs);

  /// Writes what was packed to the cache. Call it once, when everything is loaded.
  void save() { cache_.save(); }

 private:
  kernel::PackedWeights linear(std::span<const std::string> stems, int outputs, int inputs,
                               kernel::Precision precision);

  kernel::PackedWeights linear(const LinearPart& part, int inputs, kernel::Precision precision);

  const checkpoint::WeightSource& source_;
  kernel::Precision precision_;
  PackedCache cache_;
  tensor::WeightArena arena_;
  std::map<std::string, kernel::PackedWeights> packed_;  ///< By stems, of `linear`.
};

}  // namespace tango::model
