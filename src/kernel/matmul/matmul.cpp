#include "kernel/matmul/matmul.h"

#include <algorithm>
#include <cstring>

#include "kernel/isa.h"
#include "kernel/targets.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernel/matmul/matmul.cpp"
#include <hwy/foreach_target.h>
// The order matters: foreach_target.h comes first.
#include "kernel/activation/activation-inl.h"
#include "kernel/bfloat16-inl.h"
#include "kernel/matmul/tile-inl.h"

#ifndef TANGO_KERNEL_MATMUL_SHARED
#define TANGO_KERNEL_MATMUL_SHARED
namespace tango::kernel {
namespace {

struct Product {
  const PackedWeights& weights;
  const MatmulRows& src;
  int rows;
  Strips strips;
  const MatmulOutput& dst;
};

}  // namespace
}  // namespace tango::kernel
#endif  // TANGO_KERNEL_MATMUL_SHARED

HWY_BEFORE_NAMESPACE();
namespace tango::kernel::HWY_NAMESPACE {

constexpr int kTileVectors = kManyRegisters ? 4 : 2;
constexpr int kTileOutputs = kTileVectors * kLanes;
static_assert(PackedWeights::kStrip % kTileOutputs == 0);

/// Activates `rows` rows of a tile, [rows x kTileOutputs], and stores the first `count` outputs of
/// each from `begin` on. `kQuick` as in with_activation.
template <bool kQuick>
HWY_NOINLINE void store_tile(const MatmulOutput& dst, const float* values, int rows, int count,
                             std::ptrdiff_t begin) {
  const Floats d;
  with_activation(dst.activation, kQuick, [&](const auto& activate) HWY_ATTR {
    for (int r = 0; r < rows; ++r) {
      const float* raw = values + r * kTileOutputs;
      if (dst.floats != nullptr) {
        float* out = dst.floats + begin + r * dst.stride;
        for_each_vector(count, [&](int, const auto& load, const auto& store)
                                   HWY_ATTR { store(activate(load(raw)), out); });
        continue;
      }
      Bfloat16* out = dst.bfloats + begin + r * dst.stride;
      if (count == kTileOutputs) {
        for (int i = 0; i < kTileOutputs; i += kLanes) {
          store_bfloat16(activate(hn::Load(d, raw + i)), out + i);
        }
        continue;
      }
      HWY_ALIGN float row[kTileOutputs];
      for (int i = 0; i < kTileOutputs; i += kLanes) {
        hn::Store(activate(hn::Load(d, raw + i)), d, row + i);
      }
      for (int i = 0; i < count; ++i) out[i] = to_bfloat16(row[i]);
    }
  });
}

/// One strip of a product, tile after tile of rows.
template <class Dot>
class StripOfProduct {
 public:
  StripOfProduct(const Product& product, int strip, std::ptrdiff_t step)
      : src_(product.src),
        dst_(product.dst),
        groups_(product.weights.sizes().groups()),
        first_output_(strip * PackedWeights::kStrip),
        outputs_(HWY_MIN(product.weights.outputs() - first_output_, PackedWeights::kStrip)),
        weights_(product.weights.strip(strip)),
        bias_(product.weights.bias() + first_output_),
        scales_(product.weights.scales() + first_output_),
        sums_of_weights_(product.weights.sums() + first_output_),
        prefetch_{product.weights.strip(strip + 1), step} {}

  template <int kRows>
  HWY_NOINLINE void run(int row, int index) const {
    Prefetch next{prefetch_.next + index * prefetch_.step * groups_, prefetch_.step};
    for (int column = 0; column < outputs_; column += kTileOutputs) {
      Sums<Dot, kRows, kTileVectors> sums;
      accumulate<kLanes>(src_.data + row * src_.stride, src_.stride,
                         weights_ + std::ptrdiff_t{column} * PackedWeights::kGroupBytes, groups_,
                         next, sums);
      next.step = 0;  // the first pass over the strip has fetched it all
      const std::ptrdiff_t begin = row * dst_.stride + first_output_ + column;
      const int rest = HWY_MIN(outputs_ - column, kTileOutputs);
      if (dst_.floats != nullptr && dst_.activation == Activation::kNone && rest == kTileOutputs) {
        write(sums, row, column, dst_.floats + begin, dst_.stride);
      } else {
        HWY_ALIGN float values[kRows * kTileOutputs];
        write(sums, row, column, values, kTileOutputs);
        store_tile<Dot::kPrecision != Precision::kFloat32>(dst_, values, kRows, rest, begin);
      }
    }
  }

 private:
  /// Scales, and adds the bias.
  template <int kRows>
  HWY_INLINE void write(const Sums<Dot, kRows, kTileVectors>& sums, int row, int column,
                        float* HWY_RESTRICT target, std::ptrdiff_t stride) const {
    const Floats d;
#pragma GCC unroll 8
    for (int r = 0; r < kRows; ++r, target += stride) {
#pragma GCC unroll 4
      for (int v = 0; v < kTileVectors; ++v) {
        const Vector offset = hn::LoadU(d, bias_ + column + v * kLanes);
        Vector value;
        if constexpr (Dot::kPrecision == Precision::kInt8) {
          const IntVector all = hn::LoadU(Ints(), sums_of_weights_ + column + v * kLanes);
          const IntVector sum = hn::Sub(sums.at[r][v], hn::ShiftLeft<7>(all));
          const Vector scale = hn::Mul(hn::Set(d, src_.scales[row + r]),
                                       hn::LoadU(d, scales_ + column + v * kLanes));
          value = hn::MulAdd(hn::ConvertTo(d, sum), scale, offset);
        } else {
          value = hn::Add(sums.at[r][v], offset);
        }
        hn::StoreU(value, d, target + v * kLanes);
      }
    }
  }

  const MatmulRows& src_;
  const MatmulOutput& dst_;
  int groups_;
  int first_output_, outputs_;  // of the strip
  const std::byte* weights_;
  const float* bias_;
  const float* scales_;
  const std::int32_t* sums_of_weights_;
  Prefetch prefetch_;
};

template <class Dot>
void run_product(const Product& product) {
  // What a strip's tiles fetch of the next strip between them, in one pass over it each.
  const int tiles = (product.rows + Dot::kMaxRows - 1) / Dot::kMaxRows;
  const std::ptrdiff_t step = PackedWeights::kStrip * PackedWeights::kGroupBytes / tiles;
  for (int strip = product.strips.begin; strip < product.strips.end; ++strip) {
    for_each_tile<Dot::kMaxRows>(product.rows, StripOfProduct<Dot>(product, strip, step));
  }
}

void run_float32(const Product& product) { run_product<DotFloat32>(product); }
void run_bfloat16(const Product& product) { run_product<DotBfloat16>(product); }
void run_bfloat16_widened(const Product& product) { run_product<DotBfloat16Widened>(product); }
void run_int8(const Product& product) { run_product<DotInt8>(product); }
void run_int8_pairs(const Product& product) { run_product<DotInt8Pairs>(product); }

}  // namespace tango::kernel::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace tango::kernel {

HWY_EXPORT(run_float32);
HWY_EXPORT(run_bfloat16);
HWY_EXPORT(run_bfloat16_widened);
HWY_EXPORT(run_int8);
HWY_EXPORT(run_int8_pairs);

void matmul(const PackedWeights& weights, const MatmulRows& src, int rows, Strips strips,
            const MatmulOutput& dst) {
  if (rows == 0) return;
  const Product product{weights, src, rows, strips, dst};
  switch (weights.precision()) {
    case Precision::kFloat32:
      return HWY_DYNAMIC_DISPATCH(run_float32)(product);
    case Precision::kBfloat16:
      return has_bfloat16_dot() ? HWY_DYNAMIC_DISPATCH(run_bfloat16)(product)
                                : HWY_DYNAMIC_DISPATCH(run_bfloat16_widened)(product);
    case Precision::kInt8:
      return has_int8_dot() ? HWY_DYNAMIC_DISPATCH(run_int8)(product)
                            : HWY_DYNAMIC_DISPATCH(run_int8_pairs)(product);
  }
}

std::string_view matmul_implementation(Precision precision) {
  if (precision == Precision::kInt8 && has_int8_dot()) return "avx512_vnni";
  if (precision == Precision::kBfloat16 && has_bfloat16_dot()) return "avx512_bf16";
  return vector_isa();
}

}  // namespace tango::kernel
#endif  // HWY_ONCE
