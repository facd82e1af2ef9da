// Turns rows of numbers into what the products of a precision read.
#pragma once

#include <cstddef>

#include "kernel/bfloat16.h"
#include "kernel/matmul/matmul.h"

namespace tango::kernel {

/// Bytes of an element of a row.
[[nodiscard]] int element_bytes(Precision precision);

/// Bytes from row to row of `inputs` elements: whole cache lines.
[[nodiscard]] std::ptrdiff_t quantized_stride(Precision precision, int inputs);

/// fp32: copied. bf16: rounded. int8: every row symmetric with its own scale, largest magnitude /
/// 127 (dynamic quantisation per token), as unsigned bytes, shifted up by 128. `src` has `rows`
/// rows of `inputs` elements, `stride` elements from one to the next; `dst` rows * quantized_stride
/// bytes on a 64-byte boundary; `scales` rows elements (int8). A row's bytes depend only on that
/// row. Thread-safe.
void quantize(Precision precision, const float* src, std::ptrdiff_t stride, int rows, int inputs,
              std::byte* dst, float* scales);
void quantize(Precision precision, const Bfloat16* src, std::ptrdiff_t stride, int rows, int inputs,
              std::byte* dst, float* scales);

namespace reference {

/// int8: dst [inputs] whole numbers from -127 to 127; returns the scale.
float quantize_row(const float* src, int inputs, int* dst);

}  // namespace reference
}  // namespace tango::kernel
