// What was found out on this machine and need not be found out again: a small record on disk.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "base/json.h"

namespace tango::base {

/// One record in machine_cache(). Without such a place, or where nothing can be written, it
/// remembers nothing.
class MachineMemory {
 public:
  /// The record of `what` about `subject`. It is believed only while `identity`, all that it
  /// depends on, is the same.
  MachineMemory(std::string_view subject, std::string_view what, std::string identity);

  /// Nothing where there is none, or it is damaged or of another identity.
  [[nodiscard]] std::optional<Json> recall() const;

  void keep(const Json& record) const;

 private:
  std::optional<std::filesystem::path> path_;
  std::string identity_;
};

}  // namespace tango::base
