#include "base/download_fault.h"

#include <gtest/gtest.h>

namespace tango::base {
namespace {

TEST(DownloadFault, NamesWhatAFileIs) {
  EXPECT_NE(
      download_fault("version https://git-lfs.github.com/spec/v1\noid sha256:0\n").find("LFS"),
      std::string_view::npos);
  EXPECT_NE(download_fault("\n<!DOCTYPE HTML><html>").find("HTML"), std::string_view::npos);
  EXPECT_NE(download_fault("<html lang=\"en\">").find("HTML"), std::string_view::npos);
  EXPECT_NE(download_fault("").find("empty"), std::string_view::npos);
}

TEST(DownloadFault, SaysNothingOfOthers) {
  EXPECT_TRUE(download_fault("{\"a\": 1}").empty());
  EXPECT_TRUE(download_fault("version 2").empty());
  EXPECT_TRUE(download_fault(" ").empty());
}

}  // namespace
}  // namespace tango::base
