#include "evaluate/machine.h"

#include <cstdlib>
#include <fstream>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <unistd.h>

#include <tango/version.h>

#include "base/cpu_count.h"
#include "kernel/isa.h"

namespace tango::evaluate {
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

std::int64_t memory_mb() {
  return static_cast<std::int64_t>(sysconf(_SC_PHYS_PAGES)) * sysconf(_SC_PAGESIZE) / 1'000'000;
}

std::string compiler() {
#ifdef __clang__
  return __VERSION__;
#else
  return "GCC " __VERSION__;
#endif
}

}  // namespace

base::OrderedJson machine_json() {
  const kernel::IsaReport isa = kernel::isa_report();
  return {{"cpu", cpu_name()},
          {"cpus", base::usable_cpus()},
          {"isa", {{"vectors", isa.vectors}, {"products", isa.products}}},
          {"memory_mb", memory_mb()},
          {"version", version()},
          {"compiler", compiler()}};
}

std::string readable_machine(const base::OrderedJson& machine) {
  const auto text = [&](const char* name) { return machine.at(name).get<std::string>(); };
  const base::OrderedJson& isa = machine.at("isa");
  return fmt::format("{}, {} CPUs, {:.0f} GB; tango {}, {}\nvectors {}; products {}\n", text("cpu"),
                     machine.at("cpus").get<int>(), machine.at("memory_mb").get<double>() / 1e3,
                     text("version"), text("compiler"), isa.at("vectors").get<std::string>(),
                     fmt::join(isa.at("products").get<std::vector<std::string>>(), ", "));
}

double peak_resident_mb() {
  // Not getrusage: its ru_maxrss starts at that of the program that started this one.
  std::ifstream file("/proc/self/status");
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("VmHWM:")) return std::atof(line.c_str() + 6) * 1024 / 1e6;
  }
  return 0;
}

}  // namespace tango::evaluate
