// A classification head on the first row of a text.
#pragma once

#include <string>

#include "checkpoint/family/encoder_family.h"
#include "train/network/linear.h"

namespace tango::train {

class Head {
 public:
  /// Made of the linear layers named `dense` and `output`, in fp32.
  Head(const Parameters& parameters, const std::string& dense, const std::string& output,
       checkpoint::Family family, double dropout);

  /// [texts x hidden] → [texts x labels].
  [[nodiscard]] at::Tensor logits(const at::Tensor& first, Pass& pass) const;

 private:
  Linear dense_, output_;
  checkpoint::HeadTraits traits_;
  double dropout_;
};

}  // namespace tango::train
