#include <cstddef>
#include <vector>

#include "kernel/embedding/embedding.h"

namespace tango::kernel::reference {

void embed(const EmbeddingTables& tables, const LayerNormParameters& parameters,
           std::span<const std::int32_t> token_ids, std::span<const std::int32_t> token_type_ids,
           float* dst) {
  const auto width = static_cast<std::size_t>(parameters.width);
  const std::vector<float> zero(width, 0.0F);
  std::ptrdiff_t place = 0;
  for (std::size_t token = 0; token < token_ids.size(); ++token) {
    const std::ptrdiff_t from = token_ids[token] == tables.padding_id ? -1 : place++;
    float* row = dst + token * width;
    const float* word = tables.word + static_cast<std::size_t>(token_ids[token]) * width;
    for (std::size_t i = 0; i < width; ++i) {
      row[i] = word[i];
      if (tables.position != nullptr) {
        row[i] += tables.position[from * parameters.width + static_cast<std::ptrdiff_t>(i)];
      }
      if (tables.token_type != nullptr) {
        row[i] += tables.token_type[static_cast<std::size_t>(token_type_ids[token]) * width + i];
      }
    }
    reference::layer_norm(parameters, row, zero.data(), 1, row);
  }
}

}  // namespace tango::kernel::reference
