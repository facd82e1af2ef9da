// The directory of a run's state, and the model that takes its place.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>

#include "base/output_lock.h"

namespace tango::train {

/// OUTPUT.training holds state and log until the model is whole. Then the model, which includes the
/// log, is renamed to OUTPUT, and the rest is removed.
class OutputDirectory {
 public:
  /// Throws kUsage when OUTPUT exists already or another run is making it, kIo when nothing can be
  /// made beside it.
  explicit OutputDirectory(const std::filesystem::path& output);

  /// Where the state belongs.
  [[nodiscard]] const std::filesystem::path& working() const { return working_; }

  /// `write` fills the directory that it is given. Once, as the last call. Throws kIo.
  void finish(const std::function<void(const std::filesystem::path&)>& write) const;

 private:
  std::filesystem::path output_, working_;
  std::optional<base::OutputLock> lock_;
};

}  // namespace tango::train
