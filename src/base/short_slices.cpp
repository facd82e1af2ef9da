#include "base/short_slices.h"

#include <sched.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace tango::base {
namespace {

constexpr std::uint64_t kNanoseconds = 100'000;

/// Of sched_setattr(2), for which Debian 12's C library has no function.
struct Attributes {
  std::uint32_t size = sizeof(Attributes);
  std::uint32_t policy = 0;
  std::uint64_t flags = 0;
  std::int32_t nice = 0;
  std::uint32_t priority = 0;
  std::uint64_t runtime = 0;  ///< Nanoseconds of a slice; 0: the system's.
  std::uint64_t deadline = 0;
  std::uint64_t period = 0;
};

bool get(Attributes& attributes) {
  return ::syscall(SYS_sched_getattr, 0, &attributes, sizeof attributes, 0) ==
         0;  // NOLINT(*-vararg)
}
bool set(const Attributes& attributes) {
  return ::syscall(SYS_sched_setattr, 0, &attributes, 0) == 0;  // NOLINT(*-vararg)
}

}  // namespace

ShortSlices::ShortSlices() {
  Attributes attributes;
  // Who was given another policy (chrt) keeps it.
  if (!get(attributes) || attributes.policy != SCHED_OTHER) return;
  before_ = attributes.runtime;
  attributes.runtime = kNanoseconds;
  are_given_ = set(attributes);
}

ShortSlices::~ShortSlices() {
  Attributes attributes;
  if (!are_given_ || !get(attributes)) return;
  attributes.runtime = before_;
  (void)set(attributes);
}

}  // namespace tango::base
