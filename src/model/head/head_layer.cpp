#include "model/head/head_layer.h"

#include <cstddef>

#include "model/encoder/kernel_activation.h"
#include "model/encoder/panels.h"

namespace tango::model {

HeadLayer::HeadLayer(const checkpoint::EncoderConfig& config, checkpoint::Activation activation,
                     const std::string& dense, const std::string& layer_norm, WeightLoader& loader)
    : activation_(kernel_activation(activation)),
      dense_(loader.float_linear({.stem = dense,
                                  .outputs = config.hidden_size,
                                  .of = config.hidden_size,
                                  .has_bias = !config.pre_norm || config.pre_norm->head_bias},
                                 config.hidden_size)) {
  if (layer_norm.empty()) return;
  layer_norm_.emplace(loader.source(), layer_norm, config.hidden_size, config.layer_norm_eps,
                      !config.pre_norm || config.pre_norm->norm_bias);
}

void HeadLayer::forward(const float* src, int rows, base::TeamMember& member, float* dst) const {
  const std::ptrdiff_t width = dense_.inputs();
  multiply(dense_, kernel::float_rows(src, width), rows, member,
           {.floats = dst, .stride = width, .activation = activation_});
  member.barrier();
  if (!layer_norm_) return;
  const auto [begin, end] = member.share(rows);
  float* const own = dst + begin * width;
  kernel::layer_norm(layer_norm_->parameters(), own, nullptr, end - begin, own);
  member.barrier();
}

}  // namespace tango::model
