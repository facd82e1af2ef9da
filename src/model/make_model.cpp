#include <variant>

#include "kernel/isa.h"
#include "model/bilstm/bilstm.h"
#include "model/encoder/encoder.h"
#include "model/model.h"

namespace tango::model {

std::unique_ptr<Model> make_model(const checkpoint::ModelConfig& config,
                                  const checkpoint::WeightSource& weights,
                                  Precision precision) {
  kernel::initialize_isa();
  if (const auto* encoder = std::get_if<checkpoint::EncoderConfig>(&config)) {
    return make_encoder(*encoder, weights, precision);
  }
  return make_bilstm(std::get<checkpoint::BiLstmConfig>(config), weights);
}

}  // namespace tango::model
