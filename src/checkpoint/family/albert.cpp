// Lan et al. 2020: factorised embeddings, and layers that share their weights.
#include <array>

#include "checkpoint/family/encoder_family.h"

namespace tango::checkpoint {
namespace {

constexpr std::array kAlbertTypes{ModelType{"albert", "Albert"}};

}  // namespace

constinit const EncoderFamily kAlbertFamily{
    .family = Family::kAlbert,
    .model_types = kAlbertTypes,
    .prefix = "albert.",
    .layers = "encoder.albert_layer_groups.",
    .layer = {.query = "attention.query",
              .key = "attention.key",
              .value = "attention.value",
              .attention_output = "attention.dense",
              .attention_layer_norm = "attention.LayerNorm",
              .feed_forward_inner = "ffn",
              .feed_forward_outer = "ffn_output",
              .feed_forward_layer_norm = "full_layer_layer_norm"},
    .head = {.dense = "pooler", .dense_has_prefix = true},
    .masked_token = {},  // predicts at the embeddings' width
    .type_vocab_size = 2,
    .activation = Activation::kGeluTanh,
    .embeddings_projection = "encoder.embedding_hidden_mapping_in",
    .always_projects = true,
    .has_layer_groups = true,
    .is_trainable = false,
};

}  // namespace tango::checkpoint
