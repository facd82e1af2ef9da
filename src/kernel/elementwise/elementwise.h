// Sums and products of rows, element by element.
#pragma once

#include "kernel/bfloat16.h"

namespace tango::kernel {

/// dst += src, `count` elements. Thread-safe, as all of these.
void add(const float* src, int count, float* dst);

/// dst *= src, `count` elements; of bfloat16, rounded after the product.
void multiply(const float* src, int count, float* dst);
void multiply(const Bfloat16* src, int count, Bfloat16* dst);

namespace reference {

void add(const float* src, int count, float* dst);
void multiply(const float* src, int count, float* dst);

}  // namespace reference
}  // namespace tango::kernel
