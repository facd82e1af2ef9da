#include "checkpoint/model_config.h"

namespace tango::checkpoint {

const Labels& labels_of(const ModelConfig& config) {
  return std::visit([](const auto& model) -> const Labels& { return model.labels; }, config);
}

int max_tokens_of(const ModelConfig& config) {
  struct Visitor {
    int operator()(const EncoderConfig& encoder) const { return encoder.max_tokens(); }
    int operator()(const BiLstmConfig& bilstm) const { return bilstm.max_words; }
  };
  return std::visit(Visitor{}, config);
}

}  // namespace tango::checkpoint
