#include "cli/machine.h"

#include <fstream>
#include <string>

#include <tango/version.h>

#include "base/cpu_count.h"
#include "kernel/isa.h"

namespace tango::cli {
namespace {

std::string cpu_name() {
  std::ifstream file("/proc/cpuinfo");
  for (std::string line; std::getline(file, line);) {
    if (!line.starts_with("model name")) continue;
    const std::size_t begin = line.find_first_not_of(" \t:", line.find(':'));
    return begin == std::string::npos ? "unknown" : line.substr(begin);
  }
  return "unknown";
}

}  // namespace

OrderedJson machine_json() {
  const kernel::IsaReport isa = kernel::isa_report();
  return {{"cpu", cpu_name()},
          {"cpus", base::usable_cpus()},
          {"isa", {{"highway", isa.highway}, {"onednn", isa.onednn}}},
          {"version", version()}};
}

}  // namespace tango::cli
