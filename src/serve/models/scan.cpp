#include "serve/models/scan.h"

#include <algorithm>
#include <charconv>
#include <set>
#include <system_error>

#include <fmt/format.h>

#include <tango/error.h>

namespace tango::serve {
namespace {

namespace fs = std::filesystem;

constexpr int kDeepest = 4;               ///< Folders below a cascade's that are its own.
constexpr std::size_t kMostFiles = 1000;  ///< Of them, before no other folder is looked into.

bool holds_cascade(const fs::path& directory) {
  std::error_code ignored;
  return fs::is_regular_file(directory / "cascade.json", ignored);
}

/// The version that a directory of that name is; 0: none.
int version_of(const std::string& name) {
  int version = 0;
  const char* const end = name.data() + name.size();
  const auto [read, failure] = std::from_chars(name.data(), end, version);
  return failure == std::errc() && read == end && version > 0 ? version : 0;
}

void add_model(const fs::path& directory, Found& found) {
  const std::string name = directory.filename().string();
  if (holds_cascade(directory)) {
    found.models.push_back({name, 1, directory});
    return;
  }
  for (const fs::directory_entry& one : fs::directory_iterator(directory)) {
    const int version = version_of(one.path().filename().string());
    if (version > 0 && holds_cascade(one.path())) {
      found.models.push_back({name, version, one.path()});
    }
  }
}

}  // namespace

Found scan_models(const fs::path& directory) {
  Found found;
  try {
    const fs::path here = fs::canonical(directory);
    for (const fs::directory_entry& one : fs::directory_iterator(here)) {
      if (one.path().filename().string().starts_with('.') || !one.is_directory()) continue;
      const fs::path target = fs::canonical(one.path());
      if (one.is_symlink() && target.parent_path() == here) {
        found.aliases.emplace(one.path().filename().string(), target.filename().string());
      } else {
        add_model(one.path(), found);
      }
    }
  } catch (const fs::filesystem_error& error) {
    const bool missing = error.code() == std::errc::no_such_file_or_directory;
    throw Error(missing ? ErrorCode::kNotFound : ErrorCode::kIo,
                fmt::format("can't read the directory of models {}: {}", directory.string(),
                            error.code().message()));
  }
  std::ranges::sort(found.models, {},
                    [](const FoundModel& model) { return std::pair(model.name, model.version); });
  return found;
}

std::string fingerprint_of(const fs::path& directory) {
  std::vector<std::string> lines;
  std::set<fs::path> entered;  // a link may lead back
  std::error_code failure;
  fs::recursive_directory_iterator files(directory, fs::directory_options::follow_directory_symlink,
                                         failure);
  for (; !failure && files != fs::recursive_directory_iterator(); files.increment(failure)) {
    std::error_code gone;
    if (files->is_directory(gone) && (files.depth() == kDeepest || lines.size() >= kMostFiles ||
                                      !entered.insert(fs::canonical(files->path(), gone)).second)) {
      files.disable_recursion_pending();
    }
    if (!files->is_regular_file(gone)) continue;
    lines.push_back(fmt::format("{} {} {}\n", files->path().string(), files->file_size(gone),
                                files->last_write_time(gone).time_since_epoch().count()));
  }
  std::ranges::sort(lines);
  std::string all = fs::weakly_canonical(directory, failure).string() + "\n";
  for (const std::string& line : lines) all += line;
  return all;
}

}  // namespace tango::serve
