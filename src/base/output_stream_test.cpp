#include "base/output_stream.h"

#include <array>
#include <csignal>
#include <thread>

#include <gtest/gtest.h>
#include <unistd.h>

#include <tango/error.h>

namespace tango::base {
namespace {

TEST(OutputStream, WritesEverythingThroughASlowPipe) {
  std::array<int, 2> ends{};
  ASSERT_EQ(pipe(ends.data()), 0);
  std::string received;
  std::thread reader([&] {
    std::array<char, 1000> bytes{};
    ssize_t count = 0;
    while ((count = read(ends[0], bytes.data(), bytes.size())) > 0) {
      received.append(bytes.data(), static_cast<std::size_t>(count));
    }
  });
  std::string sent;
  OutputStream stream(ends[1], "pipe");
  EXPECT_TRUE(stream.is_interactive());
  for (int i = 0; i < 50'000; ++i) {
    const std::string line = std::to_string(i) + "\n";
    sent += line;
    stream.write(line);
  }
  stream.flush();
  close(ends[1]);
  reader.join();
  close(ends[0]);
  EXPECT_EQ(received, sent);
}

TEST(OutputStream, ClosedPipeIsItsOwnKindOfError) {
  std::signal(SIGPIPE, SIG_IGN);  // NOLINT(performance-no-int-to-ptr): a cast in the C library
  std::array<int, 2> ends{};
  ASSERT_EQ(pipe(ends.data()), 0);
  close(ends[0]);
  OutputStream stream(ends[1], "pipe");
  stream.write("nobody reads this");
  try {
    stream.flush();
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::kClosedPipe);
  }
  EXPECT_NO_THROW(stream.flush());
  close(ends[1]);
}

}  // namespace
}  // namespace tango::base
