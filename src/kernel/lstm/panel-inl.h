// The inner product of the narrow layers: a tile of rows by a slice of a panel, sums in registers.
// Included once a target, after hwy/foreach_target.h.
#if defined(TANGO_KERNEL_LSTM_PANEL_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef TANGO_KERNEL_LSTM_PANEL_INL_H_
#undef TANGO_KERNEL_LSTM_PANEL_INL_H_
#else
#define TANGO_KERNEL_LSTM_PANEL_INL_H_
#endif

#include <cstddef>

#include "kernel/lstm/packed_linear.h"
#include "kernel/vector-inl.h"

HWY_BEFORE_NAMESPACE();
namespace tango::kernel::HWY_NAMESPACE {

// A panel's 64 columns are four groups of 16: an LSTM's gates of 16 units, in order. A slice is one
// vector of each group, at `offset` 0, kLanes … below 16.
constexpr int kGroup = 16;
static_assert(PackedLinear::kPanel == 4 * kGroup && kGroup % kLanes == 0);

// As many sums as registers hold beside four vectors of weights and a broadcast.
constexpr int kTileRows = HWY_TARGET <= HWY_AVX3 ? 6 : 3;

template <int kRows>
struct Sums {
  Vector group[4][kRows];
};

// sums += src * panel for one slice, in rising order of inputs: the same bits for every kRows.
template <int kRows>
HWY_INLINE void accumulate(const float* src, std::ptrdiff_t src_stride, int inputs,
                           const float* panel, Sums<kRows>& sums) {
  const Floats d;
  for (int k = 0; k < inputs; ++k, panel += PackedLinear::kPanel) {
    const Vector weights0 = hn::Load(d, panel);
    const Vector weights1 = hn::Load(d, panel + kGroup);
    const Vector weights2 = hn::Load(d, panel + 2 * kGroup);
    const Vector weights3 = hn::Load(d, panel + 3 * kGroup);
#pragma GCC unroll 6
    for (int r = 0; r < kRows; ++r) {
      const Vector value = hn::Set(d, src[r * src_stride + k]);
      sums.group[0][r] = hn::MulAdd(value, weights0, sums.group[0][r]);
      sums.group[1][r] = hn::MulAdd(value, weights1, sums.group[1][r]);
      sums.group[2][r] = hn::MulAdd(value, weights2, sums.group[2][r]);
      sums.group[3][r] = hn::MulAdd(value, weights3, sums.group[3][r]);
    }
  }
}

// Calls tile.operator()<kRows>(first row) until `rows` rows are done, in tiles as large as they
// come.
template <int kRows = kTileRows, typename Tile>
HWY_INLINE void for_each_tile(int first, int rows, const Tile& tile) {
  int row = first;
  for (; row + kRows <= first + rows; row += kRows) tile.template run<kRows>(row);
  if constexpr (kRows > 1) {
    if (row < first + rows) for_each_tile<kRows - 1>(row, first + rows - row, tile);
  }
}

}  // namespace tango::kernel::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // TANGO_KERNEL_LSTM_PANEL_INL_H_
