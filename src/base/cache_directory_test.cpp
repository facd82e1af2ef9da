#include "base/cache_directory.h"

#include <cstdlib>
#include <string>

#include <gtest/gtest.h>

namespace tango::base {
namespace {

class CacheDirectory : public testing::Test {
 protected:
  ~CacheDirectory() override {
    for (const char* name : {"XDG_CACHE_HOME", "TANGO_CACHE"}) unsetenv(name);
    setenv("HOME", home_.c_str(), 1);
  }
  std::string home_ = std::getenv("HOME") == nullptr ? "" : std::getenv("HOME");
};

TEST_F(CacheDirectory, FollowsTheEnvironment) {
  unsetenv("XDG_CACHE_HOME");
  unsetenv("TANGO_CACHE");
  setenv("HOME", "/home/someone", 1);
  EXPECT_EQ(cache_directory(), "/home/someone/.cache/tango");
  EXPECT_EQ(machine_cache(), "/home/someone/.cache/tango/machine");
  setenv("XDG_CACHE_HOME", "/cache", 1);
  EXPECT_EQ(cache_directory(), "/cache/tango");
  setenv("TANGO_CACHE", "/elsewhere", 1);
  EXPECT_EQ(machine_cache(), "/elsewhere");
  setenv("TANGO_CACHE", "off", 1);
  EXPECT_EQ(machine_cache(), std::nullopt);
}

TEST_F(CacheDirectory, IsNowhereWithoutAHome) {
  unsetenv("XDG_CACHE_HOME");
  unsetenv("TANGO_CACHE");
  unsetenv("HOME");
  EXPECT_EQ(cache_directory(), std::nullopt);
  EXPECT_EQ(machine_cache(), std::nullopt);
}

TEST_F(CacheDirectory, FilesOfDifferentKeysDiffer) {
  const auto file = [](std::string_view key) { return machine_cache_file("/here", key, "packed"); };
  EXPECT_EQ(file("a"), file("a"));
  EXPECT_NE(file("a"), file("b"));
  EXPECT_EQ(file("a").extension(), ".packed");
  EXPECT_EQ(file("a").parent_path(), "/here");
}

}  // namespace
}  // namespace tango::base
