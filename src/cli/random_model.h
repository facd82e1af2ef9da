// Models of the usual sizes with random weights: what to time where no checkpoint is at hand.
#pragma once

#include <memory>
#include <string_view>

#include "model/model.h"

namespace tango::cli {

/// A model of checkpoint::known_config(name); throws kUsage that lists the names.
[[nodiscard]] std::unique_ptr<model::Model> make_random_model(std::string_view name,
                                                              model::Precision precision);

}  // namespace tango::cli
