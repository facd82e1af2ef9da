// Memory for weights: side by side in the order of use, on large pages.
#pragma once

#include <cstddef>
#include <memory>

namespace tango::tensor {

/// Bump allocation out of large mappings that ask for 2 MB pages: streaming weights then miss the
/// translation cache 512 times less often, and a hardware or software prefetch runs past the end of
/// one layer into the next. What is allocated keeps its mapping alive; nothing is freed by itself.
/// Not thread-safe.
class WeightArena {
 public:
  /// 64-byte aligned, zero at first. Throws std::bad_alloc.
  [[nodiscard]] std::shared_ptr<std::byte> allocate(std::size_t bytes);

 private:
  std::shared_ptr<std::byte> mapping_;
  std::size_t used_ = 0;
  std::size_t size_ = 0;
};

}  // namespace tango::tensor
