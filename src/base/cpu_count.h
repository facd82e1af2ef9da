// How many CPUs this process may really use.
#pragma once

#include <filesystem>

namespace tango::base {

/// The smaller of the scheduler's affinity set and the cgroup's CPU quota (v1 or v2, every level up
/// to the root; a fraction rounds up), at least 1. Counting cores instead gets a container
/// throttled.
[[nodiscard]] int usable_cpus();

/// The quota part alone, in CPUs; 0 where none is set. `root` stands for "/", so that tests can
/// bring their own tree.
[[nodiscard]] double cgroup_cpu_quota(const std::filesystem::path& root);

/// Binds the calling thread to the `index`-th CPU of the process's affinity set; a failure is
/// harmless and ignored.
void pin_this_thread(int index);

}  // namespace tango::base
