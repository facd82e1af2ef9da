// Models of the usual sizes with random weights: what to time where no checkpoint is at hand.
#pragma once

#include <memory>
#include <string_view>

#include "checkpoint/model_config.h"
#include "model/model.h"

namespace tango::cli {

/// "bert-base", "roberta-base", "mpnet-base", "distilbert-base" or "tinybert4", as their published
/// config.json has them, with two labels; throws kUsage that lists them.
[[nodiscard]] checkpoint::EncoderConfig known_config(std::string_view name);

[[nodiscard]] std::unique_ptr<model::Model> make_random_model(std::string_view name,
                                                              model::Precision precision);

}  // namespace tango::cli
