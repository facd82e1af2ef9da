// A small record on disk of what was measured on this machine, so that it is measured once.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "base/cache_directory.h"
#include "base/json.h"

namespace tango::base {

/// One record in a machine cache. Without one, or where nothing can be written, it remembers
/// nothing.
class MachineMemory {
 public:
  /// The record of `what` about `subject`. It counts only while `identity`, which names all that it
  /// depends on, stays the same.
  MachineMemory(std::string_view subject, std::string_view what, std::string identity,
                const MachineCache& cache = machine_cache());

  /// nullopt when there is none, or it is damaged or of another identity.
  [[nodiscard]] std::optional<Json> recall() const;

  void keep(const Json& record) const;

 private:
  std::optional<std::filesystem::path> path_;
  std::string identity_;
};

}  // namespace tango::base
