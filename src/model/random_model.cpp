#include "model/random_model.h"

#include "checkpoint/known_config.h"
#include "checkpoint/random_weights.h"

namespace tango::model {

std::unique_ptr<Model> make_random_model(std::string_view name, Precision precision) {
  const checkpoint::ModelConfig config = checkpoint::known_config(name);
  return make_model(config, checkpoint::RandomWeights(config, 1), precision);
}

}  // namespace tango::model
