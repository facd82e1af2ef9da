// Warner et al. 2024: normalised before each sum, rotated positions, attention near and far by
// turns, gated feed-forward layers.
#include <array>

#include "checkpoint/family/encoder_family.h"

namespace tango::checkpoint {
namespace {

constexpr std::array kModernBertTypes{ModelType{"modernbert", "ModernBert"}};

}  // namespace

constinit const EncoderFamily kModernBertFamily{
    .family = Family::kModernBert,
    .model_types = kModernBertTypes,
    .fields = {.activation = "hidden_activation",
               .layer_norm_eps = "norm_eps",
               .head_activation = "classifier_activation"},
    .prefix = "model.",
    .word_embeddings = "embeddings.tok_embeddings.weight",
    .embeddings_layer_norm = "embeddings.norm",
    .final_layer_norm = "final_norm",
    .layers = "layers.",
    .layer = {.query = "",
              .key = "",
              .value = "",
              .attention_output = "attn.Wo",
              .attention_layer_norm = "attn_norm",
              .feed_forward_inner = "mlp.Wi",
              .feed_forward_outer = "mlp.Wo",
              .feed_forward_layer_norm = "mlp_norm",
              .projection = "attn.Wqkv"},
    .head = {.dense = "head.dense",
             .layer_norm = "head.norm",
             .span_output = "classifier",
             .activation = Activation::kGelu},
    .masked_token = {},
    .is_pre_norm = true,
    .layer_norm_eps = 1e-5,
    .is_trainable = false,
};

}  // namespace tango::checkpoint
