// A row of queries or weights with a packed matrix of keys or values. Included once per target,
// after hwy/foreach_target.h.
#if defined(TANGO_KERNEL_SMALL_PRODUCT_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef TANGO_KERNEL_SMALL_PRODUCT_INL_H_
#undef TANGO_KERNEL_SMALL_PRODUCT_INL_H_
#else
#define TANGO_KERNEL_SMALL_PRODUCT_INL_H_
#endif

#include "kernel/matmul/tile-inl.h"

HWY_BEFORE_NAMESPACE();
namespace tango::kernel::HWY_NAMESPACE {

constexpr int kStrip = PackedWeights::kStrip;
constexpr int kGroupBytes = PackedWeights::kGroupBytes;
constexpr int kWidestTile = kManyRegisters ? 4 : 2;  // vectors

/// Strips as in PackedWeights, `strip_groups` groups deep, of which a product reads some: `columns`
/// columns from `first_column` on, which begins a vector, and `groups` groups from `first_group`
/// on.
struct PackedPart {
  const std::byte* strips;
  int strip_groups;
  int columns;
  int groups = strip_groups;
  int first_column = 0;
  int first_group = 0;
};

/// c [rows x columns] = a * packed * scales: rows of `a` are groups. Whole vectors of c are written
/// where `whole`, else its columns alone.
template <class Dot>
struct SmallProduct {
  const std::byte* a;
  std::ptrdiff_t a_stride;
  PackedPart packed;
  const float* scales;  // of each row; null for 1
  float* c;
  std::ptrdiff_t c_stride;
  bool whole;

  template <int kRows>
  HWY_NOINLINE void run(int row, int) const {
    for (int column = 0; column < packed.columns;) {
      const int to_strip_end = kStrip - (packed.first_column + column) % kStrip;
      const int vectors = HWY_MIN(
          (HWY_MIN(packed.columns - column, to_strip_end) + kLanes - 1) / kLanes, kWidestTile);
      if (vectors >= 4) {  // NOLINT(bugprone-branch-clone): alike only where tiles are narrow
        tile<kRows, HWY_MIN(4, kWidestTile)>(row, column);
      } else if (vectors == 3) {
        tile<kRows, HWY_MIN(3, kWidestTile)>(row, column);
      } else if (vectors == 2) {
        tile<kRows, 2>(row, column);
      } else {
        tile<kRows, 1>(row, column);
      }
      column += vectors * kLanes;
    }
  }

 private:
  template <int kRows, int kVectors>
  HWY_INLINE void tile(int row, int column) const {
    const int place = packed.first_column + column;
    const std::ptrdiff_t group =
        static_cast<std::ptrdiff_t>(place / kStrip) * packed.strip_groups + packed.first_group;
    const std::byte* right = packed.strips + (group * kStrip + place % kStrip) * kGroupBytes;
    Sums<Dot, kRows, kVectors> sums;
    accumulate<kLanes>(a + row * a_stride, a_stride, right, packed.groups, Prefetch{right, 0},
                       sums);
#pragma GCC unroll 8
    for (int r = 0; r < kRows; ++r) {
      const Vector scale = hn::Set(Floats(), scales == nullptr ? 1.0F : scales[row + r]);
      float* out = c + (row + r) * c_stride + column;
#pragma GCC unroll 4
      for (int v = 0; v < kVectors; ++v, out += kLanes) {
        const Vector value = hn::Mul(sums.at[r][v], scale);
        const int rest = packed.columns - column - v * kLanes;
        if (whole || rest >= kLanes) {
          hn::StoreU(value, Floats(), out);
        } else if (rest > 0) {
          store_part(value, rest, out);
        }
      }
    }
  }
};

}  // namespace tango::kernel::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // TANGO_KERNEL_SMALL_PRODUCT_INL_H_
