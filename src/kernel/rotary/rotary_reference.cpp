#include "kernel/rotary/rotary.h"

namespace tango::kernel::reference {

void rotate(const RotaryTables& tables, int head_size, Heads heads, int count,
            std::ptrdiff_t stride, float* rows) {
  const std::ptrdiff_t half = head_size / 2;
  for (std::ptrdiff_t row = 0; row < count; ++row) {
    for (int head = heads.begin; head < heads.end; ++head) {
      float* const first = rows + row * stride + std::ptrdiff_t{head} * head_size;
      for (std::ptrdiff_t i = 0; i < half; ++i) {
        const double cosine = tables.cosines[row * half + i];
        const double sine = tables.sines[row * half + i];
        const double a = first[i];
        const double b = first[half + i];
        first[i] = static_cast<float>(a * cosine - b * sine);
        first[half + i] = static_cast<float>(b * cosine + a * sine);
      }
    }
  }
}

}  // namespace tango::kernel::reference
