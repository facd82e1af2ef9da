#include "cascade/model_memory.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <tango/version.h>

#include "kernel/isa.h"

namespace tango::cascade {

base::MachineMemory model_memory(const std::string& fingerprint, const std::string& what,
                                 const base::MachineCache& cache) {
  return {fingerprint.substr(0, fingerprint.find('\n')), what,
          fmt::format("{}\n{}\n{}", version(), fmt::join(kernel::isa_report().products, ", "),
                      fingerprint),
          cache};
}

}  // namespace tango::cascade
