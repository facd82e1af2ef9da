// The inner loop that all products share: a tile of rows by a few vectors of outputs, sums in
// registers. Included once per target, after hwy/foreach_target.h.
#if defined(TANGO_KERNEL_TILE_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef TANGO_KERNEL_TILE_INL_H_
#undef TANGO_KERNEL_TILE_INL_H_
#else
#define TANGO_KERNEL_TILE_INL_H_
#endif

#include "kernel/matmul/dot-inl.h"

HWY_BEFORE_NAMESPACE();
namespace tango::kernel::HWY_NAMESPACE {

constexpr int kCacheLine = 64;

/// What to fetch into the second-level cache meanwhile: `step` more bytes per group.
struct Prefetch {
  const std::byte* next = nullptr;
  std::ptrdiff_t step = 0;

  HWY_INLINE void advance() {
    __builtin_prefetch(next, 0, 2);
    if (step > kCacheLine) __builtin_prefetch(next + kCacheLine, 0, 2);
    if (step > 2 * kCacheLine) {
      __builtin_prefetch(next + 2 * kCacheLine, 0, 2);
      __builtin_prefetch(next + 3 * kCacheLine, 0, 2);
    }
    next += step;
  }
};

template <class Dot, int kRows, int kVectors>
struct Sums {
  typename Dot::Sum at[kRows][kVectors];

  HWY_INLINE Sums() {
#pragma GCC unroll 8
    for (auto& row : at) {
#pragma GCC unroll 4
      for (auto& sum : row) sum = Dot::zero();
    }
  }
};

/// sums += rows * weights: vector v of the weights begins at output v * kSpacing of the strip whose
/// first output `right` points at. Each sum is one chain over the groups, whatever the tile, so its
/// bits are the same for every kRows and kVectors.
template <int kSpacing, class Dot, int kRows, int kVectors>
HWY_INLINE void accumulate(const std::byte* left, std::ptrdiff_t left_stride,
                           const std::byte* right, int groups, Prefetch prefetch,
                           Sums<Dot, kRows, kVectors>& sums) {
  for (int group = 0; group < groups; ++group) {
    typename Dot::Right weights[kVectors];
#pragma GCC unroll 4
    for (int v = 0; v < kVectors; ++v) {
      weights[v] = Dot::right(right + std::ptrdiff_t{v} * kSpacing * PackedWeights::kGroupBytes);
    }
    right += PackedWeights::kStrip * PackedWeights::kGroupBytes;
    prefetch.advance();
#pragma GCC unroll 8
    for (int r = 0; r < kRows; ++r) {
      const typename Dot::Left value = Dot::left(left + r * left_stride);
#pragma GCC unroll 4
      for (int v = 0; v < kVectors; ++v) Dot::add(sums.at[r][v], value, weights[v]);
    }
    left += Dot::kLeftBytes;
  }
}

/// Calls tile.run<kRows>(first row, index of the tile) for tiles of at most kMost rows, as even as
/// possible.
template <int kMost, typename Tile>
HWY_INLINE void for_each_tile(int rows, const Tile& tile) {
  const int tiles = (rows + kMost - 1) / kMost;
  for (int index = 0, row = 0; index < tiles; ++index) {
    const int count = (rows - row) / (tiles - index);
    // NOLINTBEGIN(bugprone-branch-clone): alike only where kMost is small
    switch (count) {
      case 1:
        tile.template run<1>(row, index);
        break;
      case 2:
        tile.template run<HWY_MIN(2, kMost)>(row, index);
        break;
      case 3:
        tile.template run<HWY_MIN(3, kMost)>(row, index);
        break;
      case 4:
        tile.template run<HWY_MIN(4, kMost)>(row, index);
        break;
      case 5:
        tile.template run<HWY_MIN(5, kMost)>(row, index);
        break;
      default:
        tile.template run<HWY_MIN(6, kMost)>(row, index);
        break;
    }
    // NOLINTEND(bugprone-branch-clone)
    row += count;
  }
}

}  // namespace tango::kernel::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // TANGO_KERNEL_TILE_INL_H_
