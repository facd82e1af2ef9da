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
  for (std::size_t token = 0; token < tokens; ++token) {
    const float* word = tables.word + static_cast<std::size_t>(token_ids[token]) * width;
    const float* position = tables.position + token * width;
    float* row = dst + token * width;
    if (tables.token_type == nullptr) {
      layer_norm_row(
          parameters,
          [&](const auto& load) HWY_ATTR { return hn::Add(load(word), load(position)); }, row);
    } else {
      const float* type =
          tables.token_type + static_cast<std::size_t>(token_type_ids[token]) * width;
      layer_norm_row(
          parameters,
          [&](const auto& load)
              HWY_ATTR { return hn::Add(hn::Add(load(word), load(position)), load(type)); },
          row);
    }
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
