#include "kernel/lstm/lstm.h"

#include <algorithm>

#include "kernel/isa.h"
#include "kernel/targets.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernel/lstm/lstm.cpp"
#include <hwy/foreach_target.h>
// The order matters: foreach_target.h comes first.
#include "kernel/matmul/tile-inl.h"
#include "kernel/quantize/quantize-inl.h"

#ifndef TANGO_KERNEL_LSTM_SHARED
#define TANGO_KERNEL_LSTM_SHARED
namespace tango::kernel {
namespace {

struct LstmRun {
  const PackedWeights& recurrent;
  LstmDirection direction;
  std::span<const int> step_offsets;
  const float* projected;  // [rows x gates], gates in the order of the strips
  float* cell;             // [sequences x units]
  std::byte* dst;
  std::ptrdiff_t dst_stride;

  [[nodiscard]] std::ptrdiff_t gates() const { return recurrent.outputs(); }
  [[nodiscard]] std::ptrdiff_t units() const { return recurrent.outputs() / 4; }
};

}  // namespace
}  // namespace tango::kernel
#endif  // TANGO_KERNEL_LSTM_SHARED

HWY_BEFORE_NAMESPACE();
namespace tango::kernel::HWY_NAMESPACE {

static_assert(kLstmBlock % kLanes == 0);

/// x P(x^2) / Q(x^2), fitted over [-8.25, 8.25] by reweighted least squares; beyond, tanh is 1
/// within 1.4e-7. Off by 8e-9 in exact arithmetic, by 4e-7 in fp32.
HWY_INLINE Vector accurate_tanh(Vector x) {
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

/// The same over [-4.5, 4.5] and shorter, within 2.5e-4, most of it the approximate division.
HWY_INLINE Vector quick_tanh(Vector x) {
  const Floats d;
  const Vector limit = hn::Set(d, 4.5F);
  x = hn::Min(hn::Max(x, hn::Neg(limit)), limit);
  const Vector s = hn::Mul(x, x);
  Vector p = hn::Set(d, 0.000704921199940145F);
  p = hn::MulAdd(p, s, hn::Set(d, 0.10335376113653183F));
  p = hn::MulAdd(p, s, hn::Set(d, 0.999894917011261F));
  Vector q = hn::Set(d, 0.013133631087839603F);
  q = hn::MulAdd(q, s, hn::Set(d, 0.4363563060760498F));
  q = hn::MulAdd(q, s, hn::Set(d, 1.0F));
  const Vector one = hn::Set(d, 1.0F);
  const Vector ratio = hn::Mul(hn::Mul(x, p), hn::ApproximateReciprocal(q));
  return hn::Min(hn::Max(ratio, hn::Neg(one)), one);
}

template <class Dot>
HWY_INLINE Vector tanh_of(Vector x) {
  if constexpr (Dot::kPrecision == Precision::kFloat32) return accurate_tanh(x);
  return quick_tanh(x);
}

/// sigmoid(2 x)
template <class Dot>
HWY_INLINE Vector sigmoid_of_double(Vector x) {
  const Vector half = hn::Set(Floats(), 0.5F);
  return hn::MulAdd(half, tanh_of<Dot>(x), half);
}

// A tile holds one vector of each of the four gates.
template <class Dot>
constexpr int kCellRows = kManyRegisters ? Dot::kMaxRows : 2;

/// One step of a block of units, for a tile of rows; kFirst: the state before it is 0.
template <class Dot, bool kFirst>
struct CellTile {
  const LstmRun& lstm;
  int block;
  std::ptrdiff_t first_row;   // of the step, among all rows
  const std::byte* previous;  // hidden states before the step, of the step's first row
  int begin;                  // of these rows, within the step

  template <int kRows>
  HWY_NOINLINE void run(int tile_row, int) const {
    for (int offset = 0; offset < kLstmBlock; offset += kLanes) {
      run_slice<kRows>(begin + tile_row, offset);
    }
  }

  template <int kRows>
  HWY_INLINE void run_slice(int row, int offset) const {
    const Floats d;
    const int column = block * PackedWeights::kStrip + offset;
    const float* HWY_RESTRICT gates = lstm.projected + (first_row + row) * lstm.gates() + column;
    float* HWY_RESTRICT cell = lstm.cell + row * lstm.units() + block * kLstmBlock + offset;
    std::byte* dst = lstm.dst + (first_row + row) * lstm.dst_stride;
    Sums<Dot, kRows, 4> sums;
    Vector scales[4];
    if constexpr (!kFirst) {
      const std::byte* weights =
          lstm.recurrent.strip(block) + std::ptrdiff_t{offset} * PackedWeights::kGroupBytes;
      accumulate<kLstmBlock>(previous + row * lstm.dst_stride, lstm.dst_stride, weights,
                             lstm.recurrent.sizes().groups(), Prefetch{weights, 0}, sums);
      if constexpr (Dot::kPrecision == Precision::kInt8) {
#pragma GCC unroll 4
        for (int g = 0; g < 4; ++g) {
          scales[g] = hn::Mul(hn::Set(d, kHiddenScale),
                              hn::LoadU(d, lstm.recurrent.scales() + column + g * kLstmBlock));
        }
      }
    }
#pragma GCC unroll 8
    for (int r = 0; r < kRows;
         ++r, gates += lstm.gates(), cell += lstm.units(), dst += lstm.dst_stride) {
      Vector gate[4];
#pragma GCC unroll 4
      for (int g = 0; g < 4; ++g) {
        gate[g] = hn::LoadU(d, gates + g * kLstmBlock);
        if constexpr (!kFirst) {
          gate[g] = add_recurrent(gate[g], sums.at[r][g], scales[g], column + g * kLstmBlock);
        }
      }
      Vector state = hn::Mul(sigmoid_of_double<Dot>(gate[0]), tanh_of<Dot>(gate[2]));
      if constexpr (!kFirst) {
        state = hn::MulAdd(sigmoid_of_double<Dot>(gate[1]), hn::LoadU(d, cell), state);
      }
      hn::StoreU(state, d, cell);
      const Vector hidden = hn::Mul(sigmoid_of_double<Dot>(gate[3]), tanh_of<Dot>(state));
      store_elements<Dot>(hidden, kMostInt8, dst, block * kLstmBlock + offset);
    }
  }

 private:
  HWY_INLINE Vector add_recurrent(Vector gate, typename Dot::Sum sum, Vector scale,
                                  int column) const {
    if constexpr (Dot::kPrecision == Precision::kInt8) {
      const IntVector all = hn::LoadU(Ints(), lstm.recurrent.sums() + column);
      sum = hn::Sub(sum, hn::ShiftLeft<7>(all));
      return hn::MulAdd(hn::ConvertTo(Floats(), sum), scale, gate);
    } else {
      return hn::Add(gate, sum);
    }
  }
};

template <class Dot>
void run_lstm(const LstmRun& lstm) {
  const std::size_t steps = lstm.step_offsets.size() - 1;
  const int blocks = lstm.recurrent.sizes().strips();
  const std::byte* previous = nullptr;
  int previous_rows = 0;
  for (std::size_t done = 0; done < steps; ++done) {
    const std::size_t t = lstm.direction == LstmDirection::kForward ? done : steps - 1 - done;
    const int first = lstm.step_offsets[t];
    const int rows = lstm.step_offsets[t + 1] - first;
    const int resumed = std::min(rows, previous_rows);  // the others start here
    for (int block = 0; block < blocks; ++block) {
      if (resumed > 0) {
        for_each_tile<kCellRows<Dot>>(resumed,
                                      CellTile<Dot, false>{lstm, block, first, previous, 0});
      }
      if (rows > resumed) {
        for_each_tile<kCellRows<Dot>>(rows - resumed,
                                      CellTile<Dot, true>{lstm, block, first, nullptr, resumed});
      }
    }
    previous = lstm.dst + first * lstm.dst_stride;
    previous_rows = rows;
  }
}

void lstm_float32(const LstmRun& lstm) { run_lstm<DotFloat32>(lstm); }
void lstm_bfloat16(const LstmRun& lstm) { run_lstm<DotBfloat16>(lstm); }
void lstm_bfloat16_widened(const LstmRun& lstm) { run_lstm<DotBfloat16Widened>(lstm); }
void lstm_int8(const LstmRun& lstm) { run_lstm<DotInt8>(lstm); }
void lstm_int8_pairs(const LstmRun& lstm) { run_lstm<DotInt8Pairs>(lstm); }

}  // namespace tango::kernel::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace tango::kernel {

HWY_EXPORT(lstm_float32);
HWY_EXPORT(lstm_bfloat16);
HWY_EXPORT(lstm_bfloat16_widened);
HWY_EXPORT(lstm_int8);
HWY_EXPORT(lstm_int8_pairs);

void lstm(const LstmWeights& weights, LstmDirection direction, std::span<const int> step_offsets,
          const MatmulRows& src, std::byte* dst, std::ptrdiff_t dst_stride, LstmScratch& scratch) {
  const PackedWeights& input = weights.input();
  const int rows = step_offsets.back();
  const auto gates = static_cast<std::size_t>(input.outputs());
  scratch.projected.resize(static_cast<std::size_t>(rows) * gates);
  scratch.cell.resize(static_cast<std::size_t>(step_offsets[1]) * gates / 4);
  matmul(input, src, rows, {.floats = scratch.projected.data(), .stride = input.outputs()});
  const LstmRun run{weights.recurrent(), direction, step_offsets, scratch.projected.data(),
                    scratch.cell.data(), dst,       dst_stride};
  switch (input.precision()) {
    case Precision::kFloat32:
      return HWY_DYNAMIC_DISPATCH(lstm_float32)(run);
    case Precision::kBfloat16:
      return has_bfloat16_dot() ? HWY_DYNAMIC_DISPATCH(lstm_bfloat16)(run)
                                : HWY_DYNAMIC_DISPATCH(lstm_bfloat16_widened)(run);
    case Precision::kInt8:
      return has_int8_dot() ? HWY_DYNAMIC_DISPATCH(lstm_int8)(run)
                            : HWY_DYNAMIC_DISPATCH(lstm_int8_pairs)(run);
  }
}

}  // namespace tango::kernel
#endif  // HWY_ONCE
