// The weights of a linear layer as the products read them. Packed once.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

#include "kernel/precision.h"

namespace tango::kernel {

/// Strips of 64 outputs; in a strip, group by group of neighbouring inputs, each output's 4 bytes:
/// one fp32, two bfloat16 or four int8 weights. int8 weights are symmetric, with one scale per
/// output, such that the magnitudes of the two weights of each half of a group add up to at most
/// 128: 255 times such a pair stays within 16 bits. The same bytes on every instruction set, so
/// that they can be kept on disk. Outputs and inputs past the last are 0.
class PackedWeights {
 public:
  static constexpr int kStrip = 64;
  static constexpr int kGroupBytes = 4;

  struct Sizes {
    Precision precision = Precision::kFloat32;
    int inputs = 0;
    int outputs = 0;

    [[nodiscard]] int per_group() const {
      return precision == Precision::kInt8 ? 4 : precision == Precision::kBfloat16 ? 2 : 1;
    }
    [[nodiscard]] int groups() const { return (inputs + per_group() - 1) / per_group(); }
    [[nodiscard]] int strips() const { return (outputs + kStrip - 1) / kStrip; }
    [[nodiscard]] std::ptrdiff_t strip_bytes() const {
      return static_cast<std::ptrdiff_t>(groups()) * kStrip * kGroupBytes;
    }
    /// Of everything: the strips, then bias, scales and sums, each 4 bytes per output.
    [[nodiscard]] std::size_t bytes() const;

    friend bool operator==(const Sizes&, const Sizes&) = default;
  };

  PackedWeights() = default;

  /// Packs `weights` [outputs x inputs], as checkpoints store it, and `bias` [outputs] (null: 0)
  /// into `memory`, sizes.bytes() of it on a 64-byte boundary.
  PackedWeights(const Sizes& sizes, const float* weights, const float* bias,
                std::shared_ptr<std::byte> memory);

  /// Takes over `memory` that an object of these sizes has packed.
  PackedWeights(const Sizes& sizes, std::shared_ptr<const std::byte> packed)
      : sizes_(sizes), memory_(std::move(packed)) {}

  [[nodiscard]] const Sizes& sizes() const { return sizes_; }
  [[nodiscard]] Precision precision() const { return sizes_.precision; }
  [[nodiscard]] int inputs() const { return sizes_.inputs; }
  [[nodiscard]] int outputs() const { return sizes_.outputs; }
  [[nodiscard]] std::span<const std::byte> bytes() const { return {memory_.get(), sizes_.bytes()}; }

  [[nodiscard]] const std::byte* strip(int index) const {
    return memory_.get() + index * sizes_.strip_bytes();
  }
  /// [strips * kStrip] each.
  [[nodiscard]] const float* bias() const { return column<float>(0); }
  [[nodiscard]] const float* scales() const { return column<float>(1); }  ///< int8: one per output.
  /// int8: the sum of an output's weights, for sums over inputs that are shifted by a constant.
  [[nodiscard]] const std::int32_t* sums() const { return column<std::int32_t>(2); }

 private:
  template <typename T>
  [[nodiscard]] const T* column(int index) const {
    const std::byte* columns = strip(sizes_.strips());
    return reinterpret_cast<const T*>(columns) +
           static_cast<std::ptrdiff_t>(index) * sizes_.strips() * kStrip;
  }

  Sizes sizes_;
  std::shared_ptr<const std::byte> memory_;
};

}  // namespace tango::kernel
