#include "serve/command/line_writer.h"

#include <algorithm>
#include <array>
#include <csignal>
#include <sstream>
#include <string>
#include <thread>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

namespace tango::serve {
namespace {

std::string notice(std::uint64_t dropped) { return "dropped " + std::to_string(dropped) + "\n"; }

/// A pipe whose ends close with it.
class Pipe {
 public:
  Pipe() {
    EXPECT_EQ(::pipe(ends_.data()), 0);
    std::signal(SIGPIPE, SIG_IGN);  // NOLINT(performance-no-int-to-ptr): a cast in the C library
  }
  ~Pipe() {
    close_read();
    ::close(ends_[1]);
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;

  [[nodiscard]] int write_end() const { return ends_[1]; }
  void close_read() {
    if (ends_[0] >= 0) ::close(ends_[0]);
    ends_[0] = -1;
  }

  /// What is there, after waiting for it; empty where nothing comes any more.
  std::string read_some() {
    char bytes[4096];
    const ssize_t count = ::read(ends_[0], bytes, sizeof bytes);
    return {bytes, static_cast<std::size_t>(std::max<ssize_t>(count, 0))};
  }

  /// Up to and with `word`.
  std::string read_to(const std::string& word) {
    std::string text;
    while (text.find(word) == std::string::npos) {
      const std::string more = read_some();
      if (more.empty()) break;
      text += more;
    }
    return text;
  }

 private:
  std::array<int, 2> ends_{};
};

TEST(LineWriter, WritesLinesInOrder) {
  Pipe pipe;
  LineWriter writer(pipe.write_end(), notice);
  writer.write("one\n");
  writer.write("two\n");
  EXPECT_EQ(pipe.read_to("two\n"), "one\ntwo\n");
  EXPECT_EQ(writer.dropped(), 0U);
}

TEST(LineWriter, DropsWhatAPipeThatNobodyReadsDoesNotTake) {
  Pipe pipe;
  LineWriter writer(pipe.write_end(), notice, 10'000);
  const std::string line = std::string(99, 'x') + "\n";
  constexpr std::uint64_t kLines = 5000;  // half a megabyte
  for (std::uint64_t i = 0; i < kLines; ++i) writer.write(line);
  EXPECT_GT(writer.dropped(), kLines / 2);
  const std::string text = pipe.read_to("dropped ");
  EXPECT_EQ(text.find_first_not_of("x\n"), text.find("dropped "));
  // Where the first notice came early, lines behind it still wait, and leave no room.
  for (std::uint64_t dropped = writer.dropped();; dropped = writer.dropped()) {
    writer.write("last\n");
    if (writer.dropped() == dropped) break;
    (void)pipe.read_some();
  }
  EXPECT_NE(pipe.read_to("last\n").find("last\n"), std::string::npos);
}

TEST(LineWriter, EveryLineIsWrittenOrCounted) {
  Pipe pipe;
  std::string text;
  std::thread reader;
  {
    LineWriter writer(pipe.write_end(), notice, 10'000);
    for (int i = 0; i < 5000; ++i) writer.write(std::string(99, 'x') + "\n");
    writer.write(std::string(20'000, 'y') + "\n");  // never has room
    reader = std::thread([&] { text = pipe.read_to("end\n"); });
  }
  ASSERT_EQ(::write(pipe.write_end(), "end\n", 4), 4);
  reader.join();
  std::uint64_t lines = 0;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line) && line != "end";) {
    lines += line.starts_with("dropped ") ? std::stoull(line.substr(8)) : 1;
  }
  EXPECT_EQ(lines, 5001U);
}

TEST(LineWriter, EndsThoughNobodyReads) {
  std::array<int, 2> ends{};  // never closed: its thread goes on
  ASSERT_EQ(::pipe(ends.data()), 0);
  LineWriter writer(ends[1], notice);
  writer.write(std::string(200'000, 'x') + "\n");
}

TEST(LineWriter, WaitsForAFileThatSaysAgain) {
  Pipe pipe;
  ASSERT_EQ(::fcntl(pipe.write_end(), F_SETFL, O_NONBLOCK), 0);
  LineWriter writer(pipe.write_end(), notice);
  writer.write(std::string(200'000, 'x') + "\nend\n");
  EXPECT_EQ(pipe.read_to("end\n").size(), 200'005U);
}

TEST(LineWriter, CountsWhatAClosedPipeDoesNotTake) {
  Pipe pipe;
  pipe.close_read();
  LineWriter writer(pipe.write_end(), notice);
  writer.write("one\n");
  while (writer.dropped() < 1) std::this_thread::yield();
  writer.write("two\n");
  while (writer.dropped() < 2) std::this_thread::yield();
}

}  // namespace
}  // namespace tango::serve
