// A test with a folder of its own.
#pragma once

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include <gtest/gtest.h>

#include "checkpoint/temporary_directory.h"

namespace tango::recipe {

class TemporaryDirectory : public testing::Test {
 protected:
  [[nodiscard]] std::filesystem::path file(const std::string& name,
                                           const std::string& content) const {
    return owned_.write(name, content);
  }
  static std::string read(const std::filesystem::path& path) {
    std::ifstream stream(path);
    return {std::istreambuf_iterator<char>(stream), {}};
  }

 private:
  checkpoint::TemporaryDirectory owned_;

 protected:
  const std::filesystem::path& directory_ = owned_.path();
};

}  // namespace tango::recipe
