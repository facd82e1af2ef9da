// Devlin et al. 2019. TinyBERT and MiniLM are BERTs of other sizes.
#include <array>

#include "checkpoint/family/encoder_family.h"

namespace tango::checkpoint {
namespace {

constexpr std::array kBertTypes{ModelType{"bert", "Bert"}};

}  // namespace

constinit const EncoderFamily kBertFamily{
    .family = Family::kBert,
    .model_types = kBertTypes,
    .prefix = "bert.",
    .head = {.dense = "pooler.dense", .dense_has_prefix = true},
    .masked_token = {.dense = "cls.predictions.transform.dense",
                     .layer_norm = "cls.predictions.transform.LayerNorm",
                     .output_bias = "cls.predictions.bias",
                     .decoder = "cls.predictions.decoder"},
    .type_vocab_size = 2,
};

}  // namespace tango::checkpoint
