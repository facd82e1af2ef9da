#include "cli/trainer_process.h"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <system_error>

#include <unistd.h>

#include <tango/error.h>

namespace tango::cli {

void become_trainer(const std::vector<std::string>& arguments) {
  std::error_code failure;
  const std::filesystem::path self = std::filesystem::read_symlink("/proc/self/exe", failure);
  const std::filesystem::path trainer = self.parent_path() / "tango-train";
  if (!std::filesystem::exists(trainer, failure)) {
    throw Error(ErrorCode::kNotFound,
                trainer.string() +
                    ": not there; training needs it: build with -DTANGO_TRAIN=ON (as make trainer "
                    "does) and keep it beside tango");
  }
  std::string program = trainer.string();
  std::vector<std::string> copies = arguments;
  std::vector<char*> pointers{program.data()};
  for (std::string& argument : copies) pointers.push_back(argument.data());
  pointers.push_back(nullptr);
  execv(program.c_str(), pointers.data());
  throw Error(ErrorCode::kIo, program + ": " + std::strerror(errno));
}

}  // namespace tango::cli
