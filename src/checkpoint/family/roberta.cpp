// Liu et al. 2019. XLM-RoBERTa is RoBERTa with another vocabulary: the same layers, the same names.
#include <array>

#include "checkpoint/family/encoder_family.h"

namespace tango::checkpoint {
namespace {

constexpr std::array kRobertaTypes{ModelType{"roberta", "Roberta"},
                                   ModelType{"xlm-roberta", "XLMRoberta"}};

}  // namespace

constinit const EncoderFamily kRobertaFamily{
    .family = Family::kRoberta,
    .model_types = kRobertaTypes,
    .prefix = "roberta.",
    .head = {.dense = "classifier.dense",
             .output = "classifier.out_proj",
             .dropout_before_dense = true},
    .masked_token = {.dense = "lm_head.dense",
                     .layer_norm = "lm_head.layer_norm",
                     .output_bias = "lm_head.bias",
                     .decoder = "lm_head.decoder",
                     .activation = Activation::kGelu},
    .type_vocab_size = 2,
    .position_offset = 2,
    .offset_follows_padding = true,
};

}  // namespace tango::checkpoint
