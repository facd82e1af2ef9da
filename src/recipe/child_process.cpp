#include "recipe/child_process.h"

#include <cerrno>
#include <csignal>
#include <cstring>

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <tango/error.h>

namespace tango::recipe {
namespace {

constexpr int kSignalled = 128;
constexpr int kNotStarted = 127;

}  // namespace

int run_self(const std::vector<std::string>& arguments, const std::string& output) {
  return run_program("/proc/self/exe", arguments, output);
}

int run_program(const std::string& program, const std::vector<std::string>& arguments,
                const std::string& output) {
  std::vector<std::string> copies = arguments;
  copies.insert(copies.begin(), program);
  std::vector<char*> pointers;
  pointers.reserve(copies.size() + 1);
  for (std::string& argument : copies) pointers.push_back(argument.data());
  pointers.push_back(nullptr);

  const pid_t parent = getpid();
  const pid_t child = fork();
  if (child < 0) throw Error(ErrorCode::kIo, std::string("fork: ") + std::strerror(errno));
  if (child == 0) {  // between fork and exec: what is safe in a signal handler only
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    bool ready = getppid() == parent;
    if (!output.empty()) {
      const int file =
          open(output.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0666);  // NOLINT(*-vararg)
      ready = ready && file >= 0 && dup2(file, STDOUT_FILENO) >= 0;
    }
    if (ready) execv(program.c_str(), pointers.data());
    _exit(kNotStarted);
  }
  int status = 0;
  while (waitpid(child, &status, 0) < 0) {
    if (errno != EINTR)
      throw Error(ErrorCode::kIo, std::string("waitpid: ") + std::strerror(errno));
  }
  return WIFSIGNALED(status) ? kSignalled + WTERMSIG(status) : WEXITSTATUS(status);
}

}  // namespace tango::recipe
