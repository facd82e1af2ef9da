// Sanh et al. 2019.
#include <array>

#include "checkpoint/family/encoder_family.h"

namespace tango::checkpoint {
namespace {

constexpr std::array kDistilBertTypes{ModelType{"distilbert", "DistilBert"}};

}  // namespace

constinit const EncoderFamily kDistilBertFamily{
    .family = Family::kDistilBert,
    .model_types = kDistilBertTypes,
    .fields = {.hidden_size = "dim",
               .num_layers = "n_layers",
               .num_heads = "n_heads",
               .intermediate_size = "hidden_dim",
               .activation = "activation"},
    .prefix = "distilbert.",
    .layers = "transformer.layer.",
    .layer = {.query = "attention.q_lin",
              .key = "attention.k_lin",
              .value = "attention.v_lin",
              .attention_output = "attention.out_lin",
              .attention_layer_norm = "sa_layer_norm",
              .feed_forward_inner = "ffn.lin1",
              .feed_forward_outer = "ffn.lin2",
              .feed_forward_layer_norm = "output_layer_norm"},
    .head = {.dense = "pre_classifier", .activation = Activation::kRelu},
    .masked_token = {.dense = "vocab_transform",
                     .layer_norm = "vocab_layer_norm",
                     .output_bias = "vocab_projector.bias",
                     .decoder = "vocab_projector"},
    .has_layer_norm_eps = false,  // its class hard-codes 1e-12
};

}  // namespace tango::checkpoint
