#include "base/cpu_count.h"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include <sched.h>

namespace tango::base {
namespace {

namespace fs = std::filesystem;

/// CPUs granted by one cgroup directory, 0 when it sets no limit.
double quota_of(const fs::path& directory) {
  std::string quota;
  double period = 0;
  if (std::ifstream file(directory / "cpu.max"); file >> quota >> period) {
    return quota == "max" || period <= 0 ? 0 : std::atof(quota.c_str()) / period;
  }
  double microseconds = 0;
  std::ifstream(directory / "cpu.cfs_quota_us") >> microseconds;
  std::ifstream(directory / "cpu.cfs_period_us") >> period;
  return microseconds > 0 && period > 0 ? microseconds / period : 0;
}

/// The directories that limit this process: its own cgroup and each one above it.
std::vector<fs::path> cgroup_directories(const fs::path& root) {
  std::vector<fs::path> directories;
  std::ifstream file(root / "proc/self/cgroup");
  for (std::string line; std::getline(file, line);) {
    std::istringstream fields(line);
    std::string id;
    std::string controllers;
    std::string path;
    std::getline(fields, id, ':');
    std::getline(fields, controllers, ':');
    std::getline(fields, path);
    const bool version_2 = controllers.empty();
    if (!version_2 && ("," + controllers + ",").find(",cpu,") == std::string::npos) continue;
    const fs::path mount = root / (version_2 ? "sys/fs/cgroup" : "sys/fs/cgroup/cpu");
    for (fs::path group = fs::path(path).relative_path(); !group.empty();
         group = group.parent_path()) {
      directories.push_back(mount / group);
    }
    directories.push_back(mount);  // in a container the group's own files are here
  }
  return directories;
}

std::vector<int> affinity() {
  cpu_set_t set;
  CPU_ZERO(&set);
  std::vector<int> cpus;
  if (sched_getaffinity(0, sizeof set, &set) == 0) {
    for (int cpu = 0; cpu < CPU_SETSIZE; ++cpu) {
      if (CPU_ISSET(cpu, &set)) cpus.push_back(cpu);
    }
  }
  return cpus;
}

}  // namespace

double cgroup_cpu_quota(const fs::path& root) {
  double smallest = 0;
  for (const fs::path& directory : cgroup_directories(root)) {
    const double quota = quota_of(directory);
    if (quota > 0 && (smallest == 0 || quota < smallest)) smallest = quota;
  }
  return smallest;
}

int usable_cpus() {
  int count = std::max(1, static_cast<int>(affinity().size()));
  const double quota = cgroup_cpu_quota("/");
  if (quota > 0) count = std::min(count, std::max(1, static_cast<int>(std::ceil(quota))));
  return count;
}

void pin_this_thread(int index) {
  static const std::vector<int> cpus = affinity();
  if (cpus.empty()) return;
  cpu_set_t set;
  CPU_ZERO(&set);
  CPU_SET(cpus[static_cast<std::size_t>(index) % cpus.size()], &set);
  sched_setaffinity(0, sizeof set, &set);
}

}  // namespace tango::base
