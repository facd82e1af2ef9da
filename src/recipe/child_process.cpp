#include "recipe/child_process.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <string_view>

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <tango/error.h>

#include "command/stop.h"

extern char** environ;  // NOLINT(readability-redundant-declaration)

namespace tango::recipe {
namespace {

constexpr int kSignalled = 128;
constexpr int kNotStarted = 127;

std::vector<char*> pointers_to(std::vector<std::string>& words) {
  std::vector<char*> pointers;
  pointers.reserve(words.size() + 1);
  for (std::string& word : words) pointers.push_back(word.data());
  pointers.push_back(nullptr);
  return pointers;
}

[[noreturn]] void fail(const char* call) {
  throw Error(ErrorCode::kIo, std::string(call) + ": " + std::strerror(errno));
}

/// The signals that request a stop wait until release().
class SignalsHeld {
 public:
  static constexpr std::array kSignals{SIGINT, SIGTERM, SIGHUP};

  SignalsHeld() {
    sigset_t signals;
    sigemptyset(&signals);
    for (const int number : kSignals) sigaddset(&signals, number);
    pthread_sigmask(SIG_BLOCK, &signals, &before_);
  }
  ~SignalsHeld() { release(); }
  SignalsHeld(const SignalsHeld&) = delete;
  SignalsHeld& operator=(const SignalsHeld&) = delete;

  void release() const { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }

 private:
  sigset_t before_{};
};

/// Reads to the end and closes.
std::string read_all(int descriptor) {
  std::string text;
  std::array<char, 4096> block{};
  for (;;) {
    const ssize_t count = read(descriptor, block.data(), block.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) break;
    text.append(block.data(), static_cast<std::size_t>(count));
  }
  close(descriptor);
  return text;
}

}  // namespace

std::vector<std::string> child_environment(const char* const* environment) {
  constexpr std::array<std::string_view, 3> kKept{"TANGO_MODELS=", "TANGO_CACHE=", "TANGO_ISA="};
  std::vector<std::string> variables;
  for (; *environment != nullptr; ++environment) {
    const std::string_view variable = *environment;
    const bool is_kept = !variable.starts_with("TANGO_") ||
                         std::any_of(kKept.begin(), kKept.end(), [&](std::string_view name) {
                           return variable.starts_with(name);
                         });
    if (is_kept) variables.emplace_back(variable);
  }
  return variables;
}

int run_self(const std::vector<std::string>& arguments, const ChildOptions& options) {
  return run_program("/proc/self/exe", arguments, options);
}

int run_program(const std::string& program, const std::vector<std::string>& arguments,
                const ChildOptions& options) {
  command::throw_if_stopped();
  std::vector<std::string> words = arguments;
  words.insert(words.begin(), program);
  std::vector<std::string> variables = child_environment(environ);
  const std::vector<char*> argv = pointers_to(words);
  const std::vector<char*> kept = pointers_to(variables);
  char* const* const envp = options.all_variables ? environ : kept.data();
  std::array<int, 2> ends{-1, -1};
  if (options.text != nullptr && pipe2(ends.data(), O_CLOEXEC) != 0) fail("pipe");

  const pid_t parent = getpid();
  // A signal between fork and tell_of_stop() waits, so that the child is told, too.
  const SignalsHeld held;
  const pid_t child = fork();
  if (child < 0) fail("fork");
  if (child == 0) {  // between fork and exec: what is safe in a signal handler only
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    bool ready = getppid() == parent;
    int out = ends[1];
    if (!options.file.empty()) {
      out = open(options.file.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0666);  // NOLINT(*-vararg)
      ready = ready && out >= 0;
    }
    if (out >= 0) ready = dup2(out, STDOUT_FILENO) >= 0 && ready;
    for (const int number : SignalsHeld::kSignals) {
      struct sigaction action {};
      sigaction(number, nullptr, &action);
      // NOLINTNEXTLINE(performance-no-int-to-ptr): SIG_IGN is a cast in the C library
      if (action.sa_handler != SIG_IGN) std::signal(number, SIG_DFL);
    }
    held.release();
    if (ready) execve(program.c_str(), argv.data(), envp);
    _exit(kNotStarted);
  }
  command::tell_of_stop(child);
  held.release();
  if (options.text != nullptr) {
    close(ends[1]);
    *options.text = read_all(ends[0]);
  }
  siginfo_t ended{};
  while (waitid(P_PID, static_cast<id_t>(child), &ended, WEXITED | WNOWAIT) < 0) {
    if (errno != EINTR) fail("waitid");
  }
  command::forget_child(child);  // while its number is still its own
  int status = 0;
  while (waitpid(child, &status, 0) < 0) {
    if (errno != EINTR) fail("waitpid");
  }
  return WIFSIGNALED(status) ? kSignalled + WTERMSIG(status) : WEXITSTATUS(status);
}

}  // namespace tango::recipe
