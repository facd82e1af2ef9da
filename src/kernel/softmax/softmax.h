// Softmax of attention scores, in place.
#pragma once

#include <cstddef>

namespace tango::kernel {

/// Row r is `rows + r * stride`: its first `length` elements become
/// softmax(scale * x + bias - r elements on), where row r reads bias[c - r] for column c, so that
/// one vector over distances serves every query (relative position bias; null for none). Touches
/// nothing past `length`. length >= 1. Thread-safe.
void softmax(float* rows, int count, std::ptrdiff_t stride, int length, float scale,
             const float* bias);

namespace reference {

void softmax(float* rows, int count, std::ptrdiff_t stride, int length, float scale,
             const float* bias);

}  // namespace reference
}  // namespace tango::kernel
