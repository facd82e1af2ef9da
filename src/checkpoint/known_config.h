// The sizes of well-known models: with RandomWeights, a model of real size without a file.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "checkpoint/model_config.h"

namespace tango::checkpoint {

/// Every name that known_config takes.
[[nodiscard]] std::vector<std::string> known_config_names();

/// "bert-base", "roberta-base", "mpnet-base", "distilbert-base", "minilm6" (6 layers, 384 wide) and
/// "tinybert4" (4 layers, 312 wide) as their published config.json has them, "bilstm" as in Mamou
/// et al. 2022 (685 K parameters); each with two labels. Throws kUsage that lists them.
[[nodiscard]] ModelConfig known_config(std::string_view name);

}  // namespace tango::checkpoint
