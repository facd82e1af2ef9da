// Clark et al. 2020: BERT's layers, embeddings of their own width, a head with gelu.
#include <array>

#include "checkpoint/family/encoder_family.h"

namespace tango::checkpoint {
namespace {

constexpr std::array kElectraTypes{ModelType{"electra", "Electra"}};

}  // namespace

constinit const EncoderFamily kElectraFamily{
    .family = Family::kElectra,
    .model_types = kElectraTypes,
    .prefix = "electra.",
    .head = {.dense = "classifier.dense",
             .output = "classifier.out_proj",
             .activation = Activation::kGelu,
             .dropout_before_dense = true},
    .masked_token = {},  // its generator predicts at the embeddings' width
    .type_vocab_size = 2,
    .embeddings_projection = "embeddings_project",
    .is_trainable = false,
};

}  // namespace tango::checkpoint
