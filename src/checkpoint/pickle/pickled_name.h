// The names of Python that a pickle of tensors may hold.
#pragma once

#include <optional>
#include <string_view>

namespace tango::checkpoint {

struct PickledName {
  std::string_view name;
  /// Of a class of storages, as safetensors names it: "F32" …; empty for a function.
  std::string_view element_type;
};

/// By module and name, "torch.FloatStorage"; nullopt for all others.
[[nodiscard]] std::optional<PickledName> find_pickled_name(std::string_view name);

}  // namespace tango::checkpoint
