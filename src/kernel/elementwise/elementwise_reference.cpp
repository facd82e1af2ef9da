#include "kernel/elementwise/elementwise.h"

namespace tango::kernel::reference {

void add(const float* src, int count, float* dst) {
  for (int i = 0; i < count; ++i) dst[i] += src[i];
}

void multiply(const float* src, int count, float* dst) {
  for (int i = 0; i < count; ++i) dst[i] *= src[i];
}

}  // namespace tango::kernel::reference
