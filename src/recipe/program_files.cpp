#include "recipe/program_files.h"

#include <system_error>

namespace tango::recipe {

namespace fs = std::filesystem;

fs::path program_directory() {
  std::error_code failure;
  return fs::read_symlink("/proc/self/exe", failure).parent_path();
}

fs::path program_file(std::string_view name) {
  const fs::path directory = program_directory();
  const fs::path built = directory / "share/tango" / name;
  std::error_code failure;
  return fs::exists(built, failure) ? built : directory.parent_path() / "share/tango" / name;
}

}  // namespace tango::recipe
