// Liu et al. 2019. XLM-RoBERTa and CamemBERT are RoBERTa with another vocabulary: the same layers,
// the same names.
#include <array>

#include "checkpoint/family/roberta_heads.h"

namespace tango::checkpoint {
namespace {

constexpr std::array kRobertaTypes{ModelType{"roberta", "Roberta"},
                                   ModelType{"xlm-roberta", "XLMRoberta"},
                                   ModelType{"camembert", "Camembert"}};

}  // namespace

constinit const EncoderFamily kRobertaFamily{
    .family = Family::kRoberta,
    .model_types = kRobertaTypes,
    .prefix = "roberta.",
    .head = kRobertaHead,
    .masked_token = kRobertaMaskedToken,
    .type_vocab_size = 2,
    .position_offset = 2,
    .offset_follows_padding = true,
};

}  // namespace tango::checkpoint
