// dst = activation(src * weights^T + bias): the products of every layer, in every precision.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "kernel/activation/activation.h"
#include "kernel/bfloat16.h"
#include "kernel/matmul/packed_weights.h"

namespace tango::kernel {

/// Rows as a product of that precision reads them: fp32 as they are, else made by
/// kernel/quantize/quantize.h.
struct MatmulRows {
  const std::byte* data = nullptr;
  std::ptrdiff_t stride = 0;      ///< From row to row, in bytes.
  const float* scales = nullptr;  ///< int8: of each row.
};

/// fp32 rows, `stride` in elements.
[[nodiscard]] inline MatmulRows float_rows(const float* rows, std::ptrdiff_t stride) {
  return {reinterpret_cast<const std::byte*>(rows),
          stride * static_cast<std::ptrdiff_t>(sizeof(float)), nullptr};
}

/// Where a product goes: one of the two, `stride` elements from row to row.
struct MatmulOutput {
  float* floats = nullptr;
  Bfloat16* bfloats = nullptr;
  std::ptrdiff_t stride = 0;
  Activation activation = Activation::kNone;
};

/// The strips of outputs (packed_weights.h) that a call computes: one thread's share of a product.
struct Strips {
  int begin = 0;
  int end = 0;
};

/// dst [rows x outputs]: of each row, only the outputs of `strips` are written. With bf16 or int8
/// weights kGelu is within 1.3e-4. An element's bits depend only on its row and output. Runs on the
/// calling thread, allocates nothing. Thread-safe.
void matmul(const PackedWeights& weights, const MatmulRows& src, int rows, Strips strips,
            const MatmulOutput& dst);

/// The whole product.
inline void matmul(const PackedWeights& weights, const MatmulRows& src, int rows,
                   const MatmulOutput& dst) {
  matmul(weights, src, rows, {0, weights.sizes().strips()}, dst);
}

/// The code that runs on this CPU under TANGO_ISA: "avx512_vnni", "avx512_bf16", "avx512", "avx2"
/// or "sse4", the last three by widening where the precision is not fp32.
[[nodiscard]] std::string_view matmul_implementation(Precision precision);

namespace reference {

/// The same in plain C++ on unpacked numbers, sums in double. `weights` is [outputs x inputs].
void matmul(const float* src, const float* weights, const float* bias, int rows, int inputs,
            int outputs, float* dst);

}  // namespace reference
}  // namespace tango::kernel
