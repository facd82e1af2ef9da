// Where a run keeps its state, and how its result gets its name.
#pragma once

#include <filesystem>
#include <functional>

namespace tango::train {

/// OUTPUT.training holds state and log until the model is whole; then the model, its log among it,
/// is renamed to OUTPUT and the rest removed.
class OutputDirectory {
 public:
  /// Throws kUsage when OUTPUT is there already, kIo when nothing can be made beside it.
  explicit OutputDirectory(const std::filesystem::path& output);

  /// For the state.
  [[nodiscard]] const std::filesystem::path& working() const { return working_; }

  /// `write` fills the directory that it is given. Once, at the end. Throws kIo.
  void finish(const std::function<void(const std::filesystem::path&)>& write) const;

 private:
  std::filesystem::path output_, working_;
};

}  // namespace tango::train
