#include "checkpoint/hub_cache.h"

#include <algorithm>
#include <cstdlib>
#include <system_error>

#include "base/mapped_file.h"

namespace tango::checkpoint {
namespace {

namespace fs = std::filesystem;

std::string variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

bool is_part(const std::string& part) {
  constexpr std::size_t kLongest = 96;
  return !part.empty() && part.size() <= kLongest && part.front() != '.' &&
         std::ranges::all_of(part, [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                  c == '-' || c == '_' || c == '.';
         });
}

}  // namespace

std::optional<HubName> hub_name(const std::string& name) {
  HubName found;
  const std::size_t at = name.find('@');
  found.repository = name.substr(0, at);
  if (at != std::string::npos) found.revision = name.substr(at + 1);
  const std::size_t slash = found.repository.find('/');
  if (slash == std::string::npos || !is_part(found.repository.substr(0, slash)) ||
      !is_part(found.repository.substr(slash + 1)) || !is_part(found.revision)) {
    return std::nullopt;
  }
  return found;
}

fs::path hub_cache() {
  if (const std::string hub = variable("HF_HUB_CACHE"); !hub.empty()) return hub;
  if (const std::string home = variable("HF_HOME"); !home.empty()) return fs::path(home) / "hub";
  const std::string cache = variable("XDG_CACHE_HOME");
  const fs::path base = cache.empty() ? fs::path(variable("HOME")) / ".cache" : fs::path(cache);
  return base / "huggingface" / "hub";
}

std::optional<fs::path> find_snapshot(const HubName& name) {
  std::string folder = "models--" + name.repository;
  folder.replace(folder.find('/'), 1, "--");
  const fs::path repository = hub_cache() / folder;
  std::error_code ignored;
  std::string commit = name.revision;
  if (const fs::path reference = repository / "refs" / name.revision;
      fs::is_regular_file(reference, ignored)) {
    commit = base::MappedFile(reference).text();
    while (!commit.empty() && (commit.back() == '\n' || commit.back() == '\r')) commit.pop_back();
  }
  if (!is_part(commit)) return std::nullopt;
  fs::path snapshot = repository / "snapshots" / commit;
  if (!fs::is_directory(snapshot, ignored)) return std::nullopt;
  return snapshot;
}

}  // namespace tango::checkpoint
