// The heads of RoBERTa, which other families have, too.
#pragma once

#include "checkpoint/family/encoder_family.h"

namespace tango::checkpoint {

inline constexpr HeadTraits kRobertaHead{
    .dense = "classifier.dense", .output = "classifier.out_proj", .dropout_before_dense = true};

inline constexpr MaskedTokenTraits kRobertaMaskedToken{.dense = "lm_head.dense",
                                                       .layer_norm = "lm_head.layer_norm",
                                                       .output_bias = "lm_head.bias",
                                                       .decoder = "lm_head.decoder",
                                                       .activation = Activation::kGelu};

}  // namespace tango::checkpoint
