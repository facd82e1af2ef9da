#include "model/encoder/layer_norm.h"

#include <algorithm>

namespace tango::model {

LayerNorm::LayerNorm(const checkpoint::WeightSource& weights, const std::string& stem, int width,
                     float epsilon, bool has_bias)
    : weight_(weights.load(stem + ".weight", {width})),
      bias_(tensor::Shape{width}),
      epsilon_(epsilon) {
  if (has_bias) {
    bias_ = weights.load(stem + ".bias", {width});
  } else {
    std::fill_n(bias_.data(), bias_.size(), 0.0F);
  }
}

}  // namespace tango::model
