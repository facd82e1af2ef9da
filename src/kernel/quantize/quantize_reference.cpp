#include <algorithm>
#include <cmath>

#include "kernel/quantize/quantize.h"

namespace tango::kernel::reference {

float quantize_row(const float* src, int inputs, int* dst) {
  float most = 0;
  for (int i = 0; i < inputs; ++i) most = std::max(most, std::abs(src[i]));
  const float inverse = most > 0 ? 127.0F / most : 0.0F;
  for (int i = 0; i < inputs; ++i) dst[i] = static_cast<int>(std::nearbyint(src[i] * inverse));
  return most / 127.0F;
}

}  // namespace tango::kernel::reference
