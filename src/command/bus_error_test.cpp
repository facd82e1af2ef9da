#include "command/bus_error.h"

#include <csignal>
#include <filesystem>
#include <string>

#include <gtest/gtest.h>

#include "base/mapped_file.h"
#include "base/temporary_directory_test.h"

namespace tango::command {
namespace {

TEST(BusErrorDeathTest, NamesTheFileThatBecameShorter) {
  const base::TemporaryDirectory directory;
  const std::filesystem::path path = directory.write("weights", std::string(100'000, 'x'));
  const auto read_what_is_gone = [&path] {
    explain_bus_errors("tango-test");
    const base::MappedFile file(path);
    std::filesystem::resize_file(path, 0);
    std::raise(file.text()[50'000] == 'x' ? SIGTERM : SIGKILL);
  };
  EXPECT_EXIT(read_what_is_gone(), testing::KilledBySignal(SIGBUS),
              "tango-test: " + path.string() + ": it was made shorter");
}

}  // namespace
}  // namespace tango::command
