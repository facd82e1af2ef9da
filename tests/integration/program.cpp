#include "program.h"

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdlib>
#include <cstring>

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

extern char** environ;  // NOLINT(readability-redundant-declaration)

namespace tango::integration {
namespace {

namespace fs = std::filesystem;

/// Becomes the program; never returns.
[[noreturn]] void execute(const std::vector<std::string>& arguments,
                          const std::vector<std::pair<std::string, std::string>>& environment) {
  std::vector<std::string> kept;
  for (char** variable = environ; *variable != nullptr; ++variable) {
    if (std::strncmp(*variable, "TANGO_", 6) != 0) kept.emplace_back(*variable);
  }
  // The first of a name holds: the test's own words come before these.
  for (const auto& [name, value] : environment) {
    kept.push_back(std::string(name).append("=").append(value));
  }
  kept.insert(kept.end(), {"TANGO_CACHE=off", "TANGO_PRECISION=fp32"});
  std::vector<std::string> words{TANGO_PROGRAM};
  words.insert(words.end(), arguments.begin(), arguments.end());
  const auto pointers = [](std::vector<std::string>& strings) {
    std::vector<char*> list;
    list.reserve(strings.size() + 1);
    for (std::string& string : strings) list.push_back(string.data());
    list.push_back(nullptr);
    return list;
  };
  std::vector<char*> argv = pointers(words);
  std::vector<char*> envp = pointers(kept);
  execve(TANGO_PROGRAM, argv.data(), envp.data());
  _exit(127);
}

int wait_for(pid_t process) {
  int status = 0;
  waitpid(process, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

int open_for_writing(const std::string& path) {
  return open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
}

}  // namespace

Result run(const std::vector<std::string>& arguments, const RunOptions& options) {
  const base::TemporaryDirectory directory;
  const fs::path& folder = directory.path();
  directory.write("in", options.input);
  const std::string out_path =
      options.out_path.empty() ? (folder / "out").string() : options.out_path;

  const int in = open((folder / "in").c_str(), O_RDONLY | O_CLOEXEC);
  const int err = options.err_path.empty() ? open_for_writing((folder / "err").string())
                                           : open(options.err_path.c_str(), O_WRONLY | O_CLOEXEC);
  int out = -1;
  if (options.reader_has_gone) {
    std::array<int, 2> ends{};
    if (pipe2(ends.data(), O_CLOEXEC) == 0) {
      close(ends[0]);
      out = ends[1];
    }
  } else {
    out = open_for_writing(out_path);
  }

  const pid_t process = fork();
  if (process == 0) {
    dup2(in, STDIN_FILENO);
    dup2(out, STDOUT_FILENO);
    dup2(err, STDERR_FILENO);
    execute(arguments, options.environment);
  }
  for (const int descriptor : {in, out, err}) close(descriptor);
  Result result;
  result.status = wait_for(process);
  if (options.out_path.empty()) result.out = base::contents(out_path);
  result.err = base::contents(folder / "err");
  return result;
}

RunningProgram::RunningProgram(const std::vector<std::string>& arguments,
                               const std::string& err_path) {
  std::array<int, 2> in{};
  std::array<int, 2> out{};
  if (pipe2(in.data(), O_CLOEXEC) != 0 || pipe2(out.data(), O_CLOEXEC) != 0) {
    throw std::runtime_error("pipe failed");
  }
  process_ = fork();
  if (process_ == 0) {
    dup2(in[0], STDIN_FILENO);
    dup2(out[1], STDOUT_FILENO);
    if (!err_path.empty()) dup2(open_for_writing(err_path), STDERR_FILENO);
    execute(arguments, {});
  }
  close(in[0]);
  close(out[1]);
  input_ = in[1];
  output_ = out[0];
}

RunningProgram::~RunningProgram() {
  close_input();
  close(output_);
  if (process_ > 0) {
    kill(process_, SIGKILL);
    wait_for(process_);
  }
}

void RunningProgram::write(const std::string& text) const {
  std::size_t done = 0;
  while (done < text.size()) {
    const ssize_t count = ::write(input_, text.data() + done, text.size() - done);
    if (count <= 0) throw std::runtime_error("the program no longer reads");
    done += static_cast<std::size_t>(count);
  }
}

void RunningProgram::close_input() {
  if (input_ >= 0) close(input_);
  input_ = -1;
}

std::string RunningProgram::read_line() const {
  std::string line;
  char byte = 0;
  while (::read(output_, &byte, 1) == 1) {
    line += byte;
    if (byte == '\n') break;
  }
  return line;
}

void RunningProgram::signal(int number) const { kill(process_, number); }

int RunningProgram::wait() {
  const int status = wait_for(process_);
  process_ = -1;
  return status;
}

std::string ProgramTest::file(const std::string& name, const std::string& content) const {
  return owned_.write(name, content);
}

std::vector<std::string> ProgramTest::entries() const {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(owned_.path())) {
    names.push_back(entry.path().filename().string());
  }
  std::ranges::sort(names);
  return names;
}

std::string ProgramTest::read(const std::string& path) { return base::contents(path); }

std::string ProgramTest::model(const std::string& name) {
  return std::string(TANGO_SOURCE_DIR "/tests/golden/tiny-") + name;
}

}  // namespace tango::integration
