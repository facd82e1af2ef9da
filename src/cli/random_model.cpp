#include "cli/random_model.h"

#include "checkpoint/known_config.h"
#include "checkpoint/random_weights.h"

namespace tango::cli {

std::unique_ptr<model::Model> make_random_model(std::string_view name, model::Precision precision) {
  const checkpoint::ModelConfig config = checkpoint::known_config(name);
  return model::make_model(config, checkpoint::RandomWeights(config, 1), precision);
}

}  // namespace tango::cli
