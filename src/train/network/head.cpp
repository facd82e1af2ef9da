#include "train/network/head.h"

#include "train/network/activation.h"

namespace tango::train {

Head::Head(const Parameters& parameters, const std::string& dense, const std::string& output,
           checkpoint::Family family, double dropout)
    : dense_(parameters, dense, Compute::kFloat32),
      output_(parameters, output, Compute::kFloat32),
      traits_(checkpoint::family_of(family).head),
      dropout_(dropout) {}

at::Tensor Head::logits(const at::Tensor& first, Pass& pass) const {
  const bool before = traits_.dropout_before_dense;
  const at::Tensor dense = dense_.forward(before ? pass.dropout(first, dropout_) : first, pass);
  const at::Tensor activated = activate(traits_.activation, dense);
  return output_.forward(pass.dropout(activated, dropout_), pass);
}

}  // namespace tango::train
