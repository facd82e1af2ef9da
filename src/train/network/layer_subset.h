// A shallower encoder out of a deeper one.
#pragma once

#include <vector>

#include "checkpoint/model_config.h"
#include "train/network/parameters.h"

namespace tango::train {

/// The parameters of an encoder that has only `layers` of `config`'s, in that order, and everything
/// else (Sanh et al. 2019; Sajjad et al. 2020: layer dropping). Throws kUsage for a layer that is
/// not there.
[[nodiscard]] Parameters keep_layers(const Parameters& parameters,
                                     const checkpoint::EncoderConfig& config,
                                     const std::vector<int>& layers);

}  // namespace tango::train
