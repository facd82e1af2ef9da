// Models of the usual sizes with random weights: what to time where no checkpoint is at hand.
#pragma once

#include <memory>
#include <string_view>

#include "model/model.h"

namespace tango::model {

/// A model of checkpoint::known_config(name); throws kUsage that lists the names.
[[nodiscard]] std::unique_ptr<Model> make_random_model(std::string_view name, Precision precision);

}  // namespace tango::model
