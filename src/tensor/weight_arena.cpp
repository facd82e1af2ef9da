#include "tensor/weight_arena.h"

#include <algorithm>
#include <cstdint>
#include <new>

#include <sys/mman.h>

namespace tango::tensor {
namespace {

constexpr std::size_t kLargePage = std::size_t{2} << 20U;
constexpr std::size_t kMapping = std::size_t{64} << 20U;  // only what is touched takes memory
constexpr std::size_t kAlignment = 64;

std::size_t round_up(std::size_t value, std::size_t step) {
  return (value + step - 1) / step * step;
}

std::shared_ptr<std::byte> map_large_pages(std::size_t size) {
  const std::size_t mapped = size + kLargePage;
  void* memory = mmap(nullptr, mapped, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) throw std::bad_alloc();
  const auto address = reinterpret_cast<std::uintptr_t>(memory);
  auto* begin = static_cast<std::byte*>(memory) + (round_up(address, kLargePage) - address);
  (void)madvise(begin, size, MADV_HUGEPAGE);  // a request: 4 KB pages work, too
  return {begin, [memory, mapped](std::byte*) { munmap(memory, mapped); }};
}

}  // namespace

std::shared_ptr<std::byte> WeightArena::allocate(std::size_t bytes) {
  const std::size_t rounded = round_up(bytes, kAlignment);
  if (rounded > size_ - used_) {
    size_ = std::max(kMapping, round_up(rounded, kLargePage));
    mapping_ = map_large_pages(size_);
    used_ = 0;
  }
  std::shared_ptr<std::byte> memory(mapping_, mapping_.get() + used_);
  used_ += rounded;
  return memory;
}

}  // namespace tango::tensor
