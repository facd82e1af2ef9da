#include "serve/models/scan.h"

#include <algorithm>
#include <charconv>
#include <iterator>
#include <set>
#include <system_error>

#include <fmt/format.h>

#include <tango/error.h>

#include "base/utf8.h"

namespace tango::serve {
namespace {

namespace fs = std::filesystem;

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

bool is_hidden(const fs::path& path) { return path.filename().string().starts_with('.'); }

/// Of a directory without a cascade.json and without versions.
std::string why_no_model(const fs::path& directory) {
  if (fs::exists(directory / "config.json")) {
    return "is a model, not a cascade, which holds a cascade.json (--model serves it alone)";
  }
  for (const fs::directory_entry& one : fs::directory_iterator(directory)) {
    if (!holds_cascade(one.path())) continue;
    return fmt::format("holds the cascade {} one level too deep; versions are called 1, 2, ...",
                       one.path().filename().string());
  }
  return "holds no cascade.json, and no directories 1, 2, ... with one";
}

/// What a directory is called, in UTF-8, as answers and metrics have to be.
std::string name_of(const fs::path& directory) {
  std::string name = directory.filename().string();
  base::repair_utf8(name);
  return name;
}

void add_model(const fs::path& directory, Found& found) {
  const std::string name = name_of(directory);
  if (holds_cascade(directory)) {
    found.models.push_back({name, 1, directory});
    return;
  }
  bool has_version = false;
  std::vector<std::string> skipped;
  for (const fs::directory_entry& one : fs::directory_iterator(directory)) {
    const std::string entry = one.path().filename().string();
    const int version = version_of(entry);
    if (holds_cascade(one.path()) && version > 0) {
      found.models.push_back({name, version, one.path()});
      has_version = true;
    } else if (holds_cascade(one.path())) {
      skipped.push_back(
          fmt::format("{}/{} is no version: those are called 1, 2, ...", name, entry));
    } else if (version > 0) {
      skipped.push_back(fmt::format("{}/{} holds no cascade.json", name, entry));
    }
  }
  if (!has_version) skipped = {fmt::format("{} {}", name, why_no_model(directory))};
  std::ranges::move(skipped, std::back_inserter(found.skipped));
}

void add_entry(const fs::directory_entry& entry, Found& found) {
  const std::string name = entry.path().filename().string();
  if (entry.is_symlink() && !entry.exists()) {
    found.skipped.push_back(fmt::format("{} is a link to {}, which is not there", name,
                                        fs::read_symlink(entry.path()).string()));
    return;
  }
  if (!entry.is_directory()) {
    found.skipped.push_back(fmt::format("{} is no directory", name));
    return;
  }
  const fs::path target = fs::canonical(entry.path());
  if (entry.is_symlink() && target.parent_path() == entry.path().parent_path()) {
    found.aliases.emplace(name_of(entry.path()), name_of(target));
  } else {
    add_model(entry.path(), found);
  }
}

void skip_aliases_of_nothing(Found& found) {
  std::erase_if(found.aliases, [&found](const auto& alias) {
    const auto& [name, target] = alias;
    const auto is_there = std::ranges::find(found.models, target, &FoundModel::name);
    if (is_there != found.models.end()) return false;
    found.skipped.push_back(fmt::format("{} is a link to {}, which is no model", name, target));
    return true;
  });
}

/// With the first few reasons.
[[noreturn]] void refuse_without_models(const fs::path& directory, const Found& found) {
  constexpr std::size_t kMost = 5;
  const std::size_t count = std::min(kMost, found.skipped.size());
  std::string reasons;
  for (std::size_t i = 0; i < count; ++i) reasons += "; " + found.skipped[i];
  if (count < found.skipped.size()) reasons += "; ...";
  throw Error(
      ErrorCode::kNotFound,
      fmt::format("{} holds no cascade: its sub-directories should be cascades, each with a "
                  "cascade.json{}",
                  directory.string(), found.skipped.empty() ? ", and it is empty" : reasons));
}

}  // namespace

Found scan_models(const fs::path& directory) {
  Found found;
  if (holds_cascade(directory)) {
    throw Error(ErrorCode::kUsage, fmt::format("{} is a cascade itself: use --cascade, or name the "
                                               "directory that it lies in",
                                               directory.string()));
  }
  try {
    const fs::path here = fs::canonical(directory);
    for (const fs::directory_entry& one : fs::directory_iterator(here)) {
      if (is_hidden(one.path())) continue;
      try {
        add_entry(one, found);
      } catch (const fs::filesystem_error& error) {
        found.skipped.push_back(fmt::format("{} can't be read: {}", one.path().filename().string(),
                                            error.code().message()));
      }
    }
  } catch (const fs::filesystem_error& error) {
    const bool missing = error.code() == std::errc::no_such_file_or_directory;
    throw Error(missing ? ErrorCode::kNotFound : ErrorCode::kIo,
                fmt::format("can't read the directory of models {}: {}", directory.string(),
                            error.code().message()));
  }
  skip_aliases_of_nothing(found);
  std::ranges::sort(found.skipped);
  if (found.models.empty()) refuse_without_models(directory, found);
  std::ranges::sort(found.models, {},
                    [](const FoundModel& model) { return std::pair(model.name, model.version); });
  return found;
}

std::string fingerprint_of(const fs::path& directory) {
  std::vector<std::string> lines;
  std::set<fs::path> entered;  // a link may lead back
  std::size_t seen = 0;
  std::error_code failure;
  fs::recursive_directory_iterator files(directory, fs::directory_options::follow_directory_symlink,
                                         failure);
  for (; !failure && files != fs::recursive_directory_iterator(); files.increment(failure)) {
    if (++seen > kMostFiles) return "";
    std::error_code gone;
    if (files->is_directory(gone)) {
      if (!entered.insert(fs::canonical(files->path(), gone)).second) {
        files.disable_recursion_pending();
      } else if (files.depth() == kDeepestFolder) {
        return "";
      }
    }
    if (!files->is_regular_file(gone)) continue;
    lines.push_back(fmt::format("{} {} {}\n", files->path().string(), files->file_size(gone),
                                files->last_write_time(gone).time_since_epoch().count()));
  }
  if (failure) return "";
  std::ranges::sort(lines);
  std::string all = fs::weakly_canonical(directory, failure).string() + "\n";
  for (const std::string& line : lines) all += line;
  return all;
}

}  // namespace tango::serve
