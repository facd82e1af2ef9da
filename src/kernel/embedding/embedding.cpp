#include "kernel/embedding/embedding.h"

#include <cstddef>

#include "kernel/targets.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernel/embedding/embedding.cpp"
#include <hwy/foreach_target.h>
// The order matters: foreach_target.h comes first.
#include "kernel/layer_norm/layer_norm-inl.h"

HWY_BEFORE_NAMESPACE();
namespace tango::kernel::HWY_NAMESPACE {

void embed_fast(const EmbeddingTables& tables, const LayerNormParameters& parameters,
                const std::int32_t* token_ids, const std::int32_t* token_type_ids,
                std::size_t tokens, float* dst) {
  const auto width = static_cast<std::size_t>(parameters.width);
  const float* next = tables.position;
  for (std::size_t token = 0; token < tokens; ++token) {
    const float* word = tables.word + static_cast<std::size_t>(token_ids[token]) * width;
    const float* position = next;
    if (token_ids[token] == tables.padding_id) {
      position = tables.position - width;
    } else if (next != nullptr) {
      next += width;
    }
    const float* type =
        tables.token_type == nullptr
            ? nullptr
            : tables.token_type + static_cast<std::size_t>(token_type_ids[token]) * width;
    layer_norm_row(
        parameters,
        [&](const auto& load) HWY_ATTR {
          Vector sum = load(word);
          if (position != nullptr) sum = hn::Add(sum, load(position));
          if (type != nullptr) sum = hn::Add(sum, load(type));
          return sum;
        },
        dst + token * width);
  }
}

}  // namespace tango::kernel::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace tango::kernel {

HWY_EXPORT(embed_fast);

void embed(const EmbeddingTables& tables, const LayerNormParameters& parameters,
           std::span<const std::int32_t> token_ids, std::span<const std::int32_t> token_type_ids,
           float* dst) {
  HWY_DYNAMIC_DISPATCH(embed_fast)
  (tables, parameters, token_ids.data(), token_type_ids.data(), token_ids.size(), dst);
}

}  // namespace tango::kernel
#endif  // HWY_ONCE
