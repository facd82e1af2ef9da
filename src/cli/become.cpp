#include "cli/become.h"

#include <cerrno>
#include <cstring>
#include <filesystem>

#include <fmt/format.h>
#include <unistd.h>

#include <tango/error.h>

#include "base/file_status.h"
#include "recipe/program_files.h"

namespace tango::cli {

std::string program_beside(std::string_view name, std::string_view how) {
  const std::filesystem::path program = recipe::program_directory() / name;
  if (base::exists(program)) return program.string();
  throw Error(ErrorCode::kNotFound, fmt::format("{}: not there; {}", program.string(), how));
}

void become(std::string program, const std::vector<std::string>& arguments) {
  std::vector<std::string> copies = arguments;
  std::vector<char*> pointers{program.data()};
  for (std::string& argument : copies) pointers.push_back(argument.data());
  pointers.push_back(nullptr);
  execv(program.c_str(), pointers.data());
  throw Error(ErrorCode::kIo, program + ": " + std::strerror(errno));
}

}  // namespace tango::cli
