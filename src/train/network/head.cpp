#include "train/network/head.h"

namespace tango::train {

using checkpoint::Family;

Head::Head(const Parameters& parameters, const std::string& dense, const std::string& output,
           Family family, double dropout)
    : dense_(parameters, dense, Compute::kFloat32),
      output_(parameters, output, Compute::kFloat32),
      family_(family),
      dropout_(dropout) {}

/// BERT has dropout behind the pooler, RoBERTa and MPNet before both layers, DistilBERT behind the
/// first: as in their classes in `transformers`.
at::Tensor Head::logits(const at::Tensor& first, Pass& pass) const {
  const bool before = family_ == Family::kRoberta || family_ == Family::kMpnet;
  const at::Tensor dense = dense_.forward(before ? pass.dropout(first, dropout_) : first, pass);
  const at::Tensor activated = family_ == Family::kDistilBert ? at::relu(dense) : at::tanh(dense);
  return output_.forward(pass.dropout(activated, dropout_), pass);
}

}  // namespace tango::train
