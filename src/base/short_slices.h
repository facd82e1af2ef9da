// Threads that work little at a time, beside those that compute.
#pragma once

#include <cstdint>

namespace tango::base {

/// While it lives, the calling thread, and the threads that it starts, ask Linux for slices of a
/// tenth of a millisecond: when one wakes, it does not wait for the end of the slice of who
/// computes on its CPU. Its share of that CPU stays the same. Linux before 6.12, other schedulers
/// and a seccomp filter may not give it; then nothing changes.
class ShortSlices {
 public:
  ShortSlices();
  ~ShortSlices();
  ShortSlices(const ShortSlices&) = delete;
  ShortSlices& operator=(const ShortSlices&) = delete;

 private:
  std::uint64_t before_ = 0;
  bool are_given_ = false;
};

}  // namespace tango::base
