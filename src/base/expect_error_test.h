// Expects an Error that helps.
#pragma once

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <tango/error.h>

namespace tango::base {

/// Expects `function` to throw an Error of `code` whose message holds every one of `parts`.
template <typename Function>
void expect_error(ErrorCode code, const std::vector<std::string>& parts, Function function) {
  try {
    function();
    ADD_FAILURE() << "no error; expected one that says " << ::testing::PrintToString(parts);
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), code) << error.what();
    for (const std::string& part : parts) {
      EXPECT_NE(std::string(error.what()).find(part), std::string::npos)
          << "missing \"" << part << "\" in: " << error.what();
    }
  }
}

}  // namespace tango::base
