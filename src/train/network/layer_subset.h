// Makes a shallower encoder of a deeper one.
#pragma once

#include <vector>

#include "checkpoint/model_config.h"
#include "train/network/parameters.h"

namespace tango::train {

/// The parameters of an encoder with only `layers` of the layers of `config`, in that order, and
/// everything else (layer dropping: Sanh et al. 2019, Sajjad et al. 2020). Throws kUsage for a
/// layer that does not exist.
[[nodiscard]] Parameters keep_layers(const Parameters& parameters,
                                     const checkpoint::EncoderConfig& config,
                                     const std::vector<int>& layers);

}  // namespace tango::train
