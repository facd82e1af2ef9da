#include "recipe/content_hash.h"

#include <algorithm>
#include <vector>

#include "base/file_status.h"
#include "base/mapped_file.h"
#include "base/random.h"

namespace tango::recipe {

namespace fs = std::filesystem;

std::uint64_t content_hash(const fs::path& path) {
  if (!base::is_directory(path)) return base::fnv1a64(base::MappedFile(path).text());
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(path)) {
    if (entry.is_regular_file()) files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  std::uint64_t hash = base::fnv1a64("");
  for (const fs::path& file : files) {
    hash = base::fnv1a64(file.lexically_relative(path).string(), base::mix64(hash));
    hash = base::fnv1a64(base::MappedFile(file).text(), base::mix64(hash));
  }
  return hash;
}

}  // namespace tango::recipe
