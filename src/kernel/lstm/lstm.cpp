#include "kernel/lstm/lstm.h"

#include <algorithm>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernel/lstm/lstm.cpp"
#include <hwy/foreach_target.h>
// The order matters: foreach_target.h comes first.
#include "kernel/lstm/panel-inl.h"

HWY_BEFORE_NAMESPACE();
namespace tango::kernel::HWY_NAMESPACE {

// x P(x^2) / Q(x^2), fitted over [-8.25, 8.25] by reweighted least squares; beyond, tanh is 1
// within 1.4e-7. Off by 8e-9 in exact arithmetic, by 4e-7 in fp32.
HWY_INLINE Vector fast_tanh(Vector x) {
  const Floats d;
  const Vector limit = hn::Set(d, 8.25F);
  x = hn::Min(hn::Max(x, hn::Neg(limit)), limit);
  const Vector s = hn::Mul(x, x);
  Vector p = hn::Set(d, 1.45747884e-8F);
  p = hn::MulAdd(p, s, hn::Set(d, 2.14474214e-5F));
  p = hn::MulAdd(p, s, hn::Set(d, 3.54511258e-3F));
  p = hn::MulAdd(p, s, hn::Set(d, 0.134223349F));
  p = hn::MulAdd(p, s, hn::Set(d, 0.999999959F));
  Vector q = hn::Set(d, 8.26263971e-7F);
  q = hn::MulAdd(q, s, hn::Set(d, 3.36756011e-4F));
  q = hn::MulAdd(q, s, hn::Set(d, 2.60641512e-2F));
  q = hn::MulAdd(q, s, hn::Set(d, 0.467556515F));
  q = hn::MulAdd(q, s, hn::Set(d, 1.0F));
  return hn::Div(hn::Mul(x, p), q);
}

// sigmoid(2 x)
HWY_INLINE Vector fast_sigmoid_of_double(Vector x) {
  const Vector half = hn::Set(Floats(), 0.5F);
  return hn::MulAdd(half, fast_tanh(x), half);
}

// One step of 16 units of a tile of rows; kFirst: the state before it is 0.
template <bool kFirst>
struct CellTile {
  const float* projected;  // these units' four gates, row by row
  std::ptrdiff_t projected_stride;
  const float* previous;  // hidden states before the step
  const float* panel;
  int hidden_size;
  int units;  // of the 16, how many exist
  float* cell;
  std::ptrdiff_t cell_stride;
  float* dst;
  std::ptrdiff_t dst_stride;

  template <int kRows>
  HWY_NOINLINE void run(int row) const {
    for (int offset = 0; offset < units; offset += kLanes) run_slice<kRows>(row, offset);
  }

  template <int kRows>
  HWY_INLINE void run_slice(int row, int offset) const {
    const Floats d;
    Sums<kRows> sums;
    for (int g = 0; g < 4; ++g) {
      for (int r = 0; r < kRows; ++r) {
        sums.group[g][r] =
            hn::Load(d, projected + (row + r) * projected_stride + g * kGroup + offset);
      }
    }
    if constexpr (!kFirst) {
      accumulate<kRows>(previous + row * dst_stride, dst_stride, hidden_size, panel + offset, sums);
    }
    for (int r = 0; r < kRows; ++r) {
      float* const memory = cell + (row + r) * cell_stride + offset;
      Vector state = hn::Mul(fast_sigmoid_of_double(sums.group[0][r]), fast_tanh(sums.group[2][r]));
      if constexpr (!kFirst) {
        state = hn::MulAdd(fast_sigmoid_of_double(sums.group[1][r]), hn::Load(d, memory), state);
      }
      hn::Store(state, d, memory);
      const Vector hidden = hn::Mul(fast_sigmoid_of_double(sums.group[3][r]), fast_tanh(state));
      float* const out = dst + (row + r) * dst_stride + offset;
      if (units - offset >= kLanes) {
        hn::StoreU(hidden, d, out);
      } else {
        store_part(hidden, units - offset, out);
      }
    }
  }
};

// The pointers are those of the step's first row; `rows` of them from `first` on are done.
template <bool kFirst>
void step_rows(const PackedLinear& recurrent, int hidden_size, const float* projected,
               const float* previous, int first, int rows, float* cell, float* dst,
               std::ptrdiff_t dst_stride) {
  for (int panel = 0; panel < recurrent.panels(); ++panel) {
    const int unit = panel * kGroup;
    for_each_tile(first, rows,
                  CellTile<kFirst>{projected + panel * PackedLinear::kPanel,
                                   recurrent.padded_outputs(), previous, recurrent.panel(panel),
                                   hidden_size, std::min(kGroup, hidden_size - unit), cell + unit,
                                   recurrent.panels() * kGroup, dst + unit, dst_stride});
  }
}

void lstm_fast(const LstmWeights& weights, LstmDirection direction,
               std::span<const int> step_offsets, const float* projected, float* cell, float* dst,
               std::ptrdiff_t dst_stride) {
  const PackedLinear& recurrent = weights.recurrent();
  const int hidden_size = weights.hidden_size();
  const std::size_t steps = step_offsets.size() - 1;
  const float* previous = nullptr;
  int previous_rows = 0;
  for (std::size_t done = 0; done < steps; ++done) {
    const std::size_t t = direction == LstmDirection::kForward ? done : steps - 1 - done;
    const std::ptrdiff_t row = step_offsets[t];
    const int rows = step_offsets[t + 1] - step_offsets[t];
    const int resumed = std::min(rows, previous_rows);  // the others start here
    const float* const gates = projected + row * recurrent.padded_outputs();
    float* const hidden = dst + row * dst_stride;
    step_rows<false>(recurrent, hidden_size, gates, previous, 0, resumed, cell, hidden, dst_stride);
    step_rows<true>(recurrent, hidden_size, gates, previous, resumed, rows - resumed, cell, hidden,
                    dst_stride);
    previous = hidden;
    previous_rows = rows;
  }
}

}  // namespace tango::kernel::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace tango::kernel {

HWY_EXPORT(lstm_fast);

void lstm(const LstmWeights& weights, LstmDirection direction, std::span<const int> step_offsets,
          const float* src, std::ptrdiff_t src_stride, float* dst, std::ptrdiff_t dst_stride,
          LstmScratch& scratch) {
  const PackedLinear& input = weights.input();
  const int rows = step_offsets.back();
  const auto gates = static_cast<std::size_t>(input.padded_outputs());
  scratch.projected.resize(static_cast<std::size_t>(rows) * gates);
  scratch.cell.resize(static_cast<std::size_t>(step_offsets[1]) * gates / 4);
  linear(input, LinearActivation::kNone, src, src_stride, rows, scratch.projected.data());
  HWY_DYNAMIC_DISPATCH(lstm_fast)
  (weights, direction, step_offsets, scratch.projected.data(), scratch.cell.data(), dst,
   dst_stride);
}

}  // namespace tango::kernel
#endif  // HWY_ONCE
