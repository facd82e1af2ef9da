#include "model/encoder/layer_norm.h"

namespace tango::model {

LayerNorm::LayerNorm(const checkpoint::WeightSource& weights, const std::string& stem, int width,
                     float epsilon)
    : weight_(weights.load(stem + ".weight", {width})),
      bias_(weights.load(stem + ".bias", {width})),
      epsilon_(epsilon) {}

}  // namespace tango::model
