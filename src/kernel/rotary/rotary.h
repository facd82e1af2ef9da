// Rotary position embedding (Su et al. 2021): turns the halves of queries and keys by angles that
// grow with the position.
#pragma once

#include <cstddef>

#include "kernel/attention/attention.h"
#include "kernel/bfloat16.h"

namespace tango::kernel {

/// Non-owning tables, [positions x head_size / 2].
struct RotaryTables {
  const float* cosines = nullptr;
  const float* sines = nullptr;
};

/// Row r of `rows` is at position r, head h of it its elements h * head_size … of head_size. Of
/// each of `heads`, with halves (a, b), it becomes (a cos - b sin, b cos + a sin). `stride` is from
/// row to row in elements; `head_size` is even. Thread-safe.
void rotate(const RotaryTables& tables, int head_size, Heads heads, int count,
            std::ptrdiff_t stride, float* rows);
void rotate(const RotaryTables& tables, int head_size, Heads heads, int count,
            std::ptrdiff_t stride, Bfloat16* rows);

namespace reference {

void rotate(const RotaryTables& tables, int head_size, Heads heads, int count,
            std::ptrdiff_t stride, float* rows);

}  // namespace reference
}  // namespace tango::kernel
