// Heap memory on a 64-byte boundary: a cache line, and the widest vector register.
#pragma once

#include <cstddef>
#include <memory>
#include <new>

namespace tango::tensor {

/// Owns `size` elements of T, uninitialised; movable. `resize` keeps no contents and never shrinks
/// the memory, so that a scratch buffer settles after its largest use.
template <typename T>
class AlignedBuffer {
 public:
  static constexpr std::size_t kAlignment = 64;

  AlignedBuffer() = default;
  explicit AlignedBuffer(std::size_t size) { resize(size); }

  void resize(std::size_t size) {
    if (size > capacity_) {
      data_.reset(
          static_cast<T*>(::operator new[](size * sizeof(T), std::align_val_t{kAlignment})));
      capacity_ = size;
    }
    size_ = size;
  }

  [[nodiscard]] T* data() { return data_.get(); }
  [[nodiscard]] const T* data() const { return data_.get(); }
  [[nodiscard]] std::size_t size() const { return size_; }

 private:
  struct Free {
    void operator()(T* memory) const { ::operator delete[](memory, std::align_val_t{kAlignment}); }
  };
  std::unique_ptr<T[], Free> data_;
  std::size_t size_ = 0;
  std::size_t capacity_ = 0;
};

}  // namespace tango::tensor
