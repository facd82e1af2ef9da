#include "base/short_slices.h"

#include <array>
#include <optional>
#include <thread>

#include <gtest/gtest.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace tango::base {
namespace {

/// Nanoseconds, as sched_getattr(2) tells them; 0 before Linux 6.12.
std::uint64_t slice() {
  std::array<std::uint64_t, 6> attributes = {sizeof attributes};
  (void)::syscall(SYS_sched_getattr, 0, attributes.data(), sizeof attributes,
                  0);  // NOLINT(*-vararg)
  return attributes[3];
}

TEST(ShortSlices, AreThoseOfTheThreadAndOfThoseThatItStartsMeanwhile) {
  const std::uint64_t before = slice();
  if (before == 0) GTEST_SKIP() << "this system does not tell its slices";
  std::uint64_t of_thread = 0;
  std::optional<ShortSlices> slices(std::in_place);
  EXPECT_EQ(slice(), 100'000U);
  std::thread([&] { of_thread = slice(); }).join();
  EXPECT_EQ(of_thread, 100'000U);
  slices.reset();
  EXPECT_EQ(slice(), before);
  std::thread([&] { of_thread = slice(); }).join();
  EXPECT_EQ(of_thread, before);
}

}  // namespace
}  // namespace tango::base
