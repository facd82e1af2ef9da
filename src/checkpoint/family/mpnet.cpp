// Song et al. 2020: RoBERTa's heads, biases by distance, no token types.
#include <array>

#include "checkpoint/family/roberta_heads.h"

namespace tango::checkpoint {
namespace {

constexpr std::array kMpnetTypes{ModelType{"mpnet", "MPNet"}};

}  // namespace

constinit const EncoderFamily kMpnetFamily{
    .family = Family::kMpnet,
    .model_types = kMpnetTypes,
    .prefix = "mpnet.",
    .layer = {.query = "attention.attn.q",
              .key = "attention.attn.k",
              .value = "attention.attn.v",
              .attention_output = "attention.attn.o",
              .attention_layer_norm = "attention.LayerNorm"},
    .head = kRobertaHead,
    .masked_token = kRobertaMaskedToken,
    .position_offset = 2,  // its class hard-codes the padding id 1
    .relative_attention_num_buckets = 32,
};

}  // namespace tango::checkpoint
