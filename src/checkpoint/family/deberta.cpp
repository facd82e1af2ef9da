// He et al. 2021 (DeBERTa-v2), He et al. 2023 (DeBERTa-v3): attention by content and by relative
// position.
#include <array>

#include "checkpoint/family/encoder_family.h"

namespace tango::checkpoint {
namespace {

constexpr std::array kDebertaTypes{ModelType{"deberta-v2", "DebertaV2"}};

}  // namespace

constinit const EncoderFamily kDebertaFamily{
    .family = Family::kDeberta,
    .model_types = kDebertaTypes,
    .fields = {.head_activation = "pooler_hidden_act"},
    .prefix = "deberta.",
    .layer = {.query = "attention.self.query_proj",
              .key = "attention.self.key_proj",
              .value = "attention.self.value_proj",
              .position_key = "attention.self.pos_key_proj",
              .position_query = "attention.self.pos_query_proj"},
    .head = {.dense = "pooler.dense",
             .activation = Activation::kGelu,
             .dropout_before_dense = true},
    .masked_token = {},  // two kinds of head, by "legacy"
    .has_relative_positions = true,
    .layer_norm_eps = 1e-7,
    .is_trainable = false,
};

}  // namespace tango::checkpoint
