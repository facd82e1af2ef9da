#include "model/bilstm/step_major.h"

#include <algorithm>
#include <numeric>
#include <utility>

namespace tango::model {

int length_of(const PackedBatch& batch, int text) {
  const auto i = static_cast<std::size_t>(text);
  return batch.offsets()[i + 1] - batch.offsets()[i];
}

void by_falling_length(const PackedBatch& batch, std::vector<int>& texts) {
  texts.resize(static_cast<std::size_t>(batch.texts()));
  std::iota(texts.begin(), texts.end(), 0);
  // Not std::stable_sort, which allocates.
  std::sort(texts.begin(), texts.end(), [&](int a, int b) {
    return std::pair(-length_of(batch, a), a) < std::pair(-length_of(batch, b), b);
  });
}

void StepMajor::assign(const PackedBatch& batch, std::span<const int> texts) {
  step_offsets.assign(1, 0);
  std::size_t active = texts.size();
  for (int t = 0; t < length_of(batch, texts.front()); ++t) {
    while (length_of(batch, texts[active - 1]) <= t) --active;
    step_offsets.push_back(step_offsets.back() + static_cast<int>(active));
  }
}

}  // namespace tango::model
