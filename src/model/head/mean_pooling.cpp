#include "model/head/mean_pooling.h"

#include <algorithm>
#include <cstddef>

#include "kernel/elementwise/elementwise.h"

namespace tango::model {

void pool_mean(std::span<const std::int32_t> offsets, int width, const float* hidden,
               base::TeamMember& member, float* means) {
  const auto [begin, end] = member.share(static_cast<int>(offsets.size()) - 1);
  for (int text = begin; text < end; ++text) {
    const std::int32_t first = offsets[static_cast<std::size_t>(text)];
    const std::int32_t last = offsets[static_cast<std::size_t>(text) + 1];
    float* const mean = means + std::ptrdiff_t{text} * width;
    std::fill_n(mean, width, 0.0F);
    for (std::ptrdiff_t row = first; row < last; ++row) {
      kernel::add(hidden + row * width, width, mean);
    }
    const auto count = static_cast<float>(last - first);
    std::transform(mean, mean + width, mean, [count](float sum) { return sum / count; });
  }
  member.barrier();
}

}  // namespace tango::model
