#include "checkpoint/family/encoder_family.h"

#include <algorithm>
#include <array>

#include <tango/error.h>

namespace tango::checkpoint {

std::span<const EncoderFamily* const> encoder_families() {
  static constexpr std::array kAll{&kBertFamily,       &kRobertaFamily,   &kMpnetFamily,
                                   &kDistilBertFamily, &kElectraFamily,   &kAlbertFamily,
                                   &kDebertaFamily,    &kModernBertFamily};
  return kAll;
}

const EncoderFamily& family_of(Family family) {
  for (const EncoderFamily* table : encoder_families()) {
    if (table->family == family) return *table;
  }
  throw Error(ErrorCode::kInternal, "a family of encoders without a table");
}

const EncoderFamily* find_family(std::string_view model_type) {
  for (const EncoderFamily* table : encoder_families()) {
    const auto types = table->model_types;
    if (std::ranges::find(types, model_type, &ModelType::name) != types.end()) return table;
  }
  return nullptr;
}

std::string_view class_stem_of(const EncoderFamily& family, std::string_view model_type) {
  const auto types = family.model_types;
  const auto found = std::ranges::find(types, model_type, &ModelType::name);
  return found == types.end() ? types.front().class_stem : found->class_stem;
}

EncoderConfig default_config(Family family) {
  const EncoderFamily& table = family_of(family);
  EncoderConfig config;
  config.family = family;
  config.type_vocab_size = table.type_vocab_size;
  config.position_offset = table.position_offset;
  config.activation = table.activation;
  config.head_activation = table.head.activation;
  config.relative_attention_num_buckets = table.relative_attention_num_buckets;
  return config;
}

std::string_view to_string(Family family) { return family_of(family).model_types.front().name; }

}  // namespace tango::checkpoint
