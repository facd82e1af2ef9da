#include "tensor/weight_arena.h"

#include <cstdint>
#include <cstring>

#include <gtest/gtest.h>

namespace tango::tensor {
namespace {

TEST(WeightArena, AllocatesSideBySideAndAligned) {
  WeightArena arena;
  const auto first = arena.allocate(100);
  const auto second = arena.allocate(1);
  EXPECT_EQ(second.get() - first.get(), 128);
  EXPECT_EQ(reinterpret_cast<std::uintptr_t>(first.get()) % 64, 0);
  EXPECT_EQ(first.get()[99], std::byte{0});
}

TEST(WeightArena, TakesWhatIsLargerThanAMapping) {
  WeightArena arena;
  const std::size_t bytes = std::size_t{200} << 20U;
  const auto large = arena.allocate(bytes);
  large.get()[bytes - 1] = std::byte{7};
  const auto after = arena.allocate(10);
  std::memset(after.get(), 1, 10);
  EXPECT_EQ(large.get()[bytes - 1], std::byte{7});
}

TEST(WeightArena, MemoryOutlivesTheArena) {
  std::shared_ptr<std::byte> kept;
  {
    WeightArena arena;
    kept = arena.allocate(1000);
  }
  std::memset(kept.get(), 3, 1000);
  EXPECT_EQ(kept.get()[999], std::byte{3});
}

}  // namespace
}  // namespace tango::tensor
