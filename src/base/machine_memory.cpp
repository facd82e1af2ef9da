#include "base/machine_memory.h"

#include <exception>
#include <utility>

#include "base/atomic_file.h"

namespace tango::base {

MachineMemory::MachineMemory(std::string_view subject, std::string_view what, std::string identity,
                             const MachineCache& cache)
    : identity_(std::move(identity)) {
  if (!cache) return;
  path_ = machine_cache_file(*cache, std::string(subject) + "\n" + std::string(what), "json");
}

std::optional<Json> MachineMemory::recall() const {
  if (!path_) return std::nullopt;
  try {
    Json json = read_json(*path_);
    if (json.at("identity").get<std::string>() == identity_) return json.at("record");
  } catch (const std::exception&) {  // none yet, or damaged
  }
  return std::nullopt;
}

void MachineMemory::keep(const Json& record) const {
  if (!path_) return;
  try {
    std::filesystem::create_directories(path_->parent_path());
    const Json json{{"identity", identity_}, {"record", record}};
    write_file(*path_, json.dump(1, ' ', false, Json::error_handler_t::replace));
  } catch (const std::exception&) {  // a read-only home: measured again next time
  }
}

}  // namespace tango::base
