// The program under test, as a process.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>
#include <sys/types.h>

#include "base/temporary_directory_test.h"

namespace tango::integration {

struct Result {
  int status = -1;  ///< Exit status, or 128 + the signal that ended it.
  std::string out;
  std::string err;
};

struct RunOptions {
  std::string input;  ///< Standard input.
  std::vector<std::pair<std::string, std::string>> environment;
  std::string out_path;          ///< Where standard output goes, in place of Result::out.
  std::string err_path;          ///< Where standard error goes, in place of Result::err.
  bool reader_has_gone = false;  ///< Standard output is a pipe that nobody reads.
};

/// Runs the program to its end. TANGO_… variables of the test's own environment are not passed on;
/// unless options say otherwise, there is no machine cache and the precision is fp32.
[[nodiscard]] Result run(const std::vector<std::string>& arguments, const RunOptions& options = {});

/// A running program with pipes to its standard input and from its standard output.
class RunningProgram {
 public:
  /// `err_path`: where standard error goes; "": to the test's own.
  explicit RunningProgram(const std::vector<std::string>& arguments,
                          const std::string& err_path = "");
  ~RunningProgram();  ///< Kills it when it still runs.
  RunningProgram(const RunningProgram&) = delete;
  RunningProgram& operator=(const RunningProgram&) = delete;

  void write(const std::string& text) const;
  void close_input();
  /// Waits for one line.
  [[nodiscard]] std::string read_line() const;
  void signal(int number) const;
  /// Waits for the end; the status as in Result.
  int wait();

 private:
  pid_t process_ = -1;
  int input_ = -1;
  int output_ = -1;
};

/// A test with a folder of its own, and the models of tests/golden.
class ProgramTest : public testing::Test {
 protected:
  /// Writes a file into the folder; returns its path.
  [[nodiscard]] std::string file(const std::string& name, const std::string& content) const;
  [[nodiscard]] std::string path(const std::string& name) const { return owned_.path() / name; }
  [[nodiscard]] std::vector<std::string> entries() const;
  [[nodiscard]] static std::string read(const std::string& path);
  [[nodiscard]] static std::string model(const std::string& name);

 private:
  base::TemporaryDirectory owned_;
};

}  // namespace tango::integration
