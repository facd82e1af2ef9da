// One process at a time makes an output.
#pragma once

#include <filesystem>
#include <string>

namespace tango::base {

/// Held until it is released, destroyed, or the process ends, however that ends. It is a file,
/// .NAME.lock beside the output; one that a killed process left locks nothing.
class OutputLock {
 public:
  /// Throws kUsage when another process or object holds the lock of `output`, kNotFound when its
  /// directory is missing, kIo when no file can be made there. A trailing slash of `output` is
  /// ignored. On file systems without locks it locks nothing.
  explicit OutputLock(const std::filesystem::path& output);
  ~OutputLock() { release(); }
  OutputLock(const OutputLock&) = delete;
  OutputLock& operator=(const OutputLock&) = delete;

  void release() noexcept;

 private:
  std::string path_;
  int descriptor_ = -1;
};

}  // namespace tango::base
