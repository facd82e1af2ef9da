#include "recipe/child_process.h"

#include <array>

#include <gtest/gtest.h>

namespace tango::recipe {
namespace {

TEST(ChildEnvironment, HasNoVariablesThatStandForFlags) {
  const std::array<const char*, 7> environment{"PATH=/bin",
                                               "TANGO_MAX_LENGTH=3",
                                               "TANGO_MODELS=/models",
                                               "TANGO_CACHE=off",
                                               "TANGO_MODEL=x",
                                               "TANGO_ISA=avx2",
                                               nullptr};
  EXPECT_EQ(child_environment(environment.data()),
            (std::vector<std::string>{"PATH=/bin", "TANGO_MODELS=/models", "TANGO_CACHE=off",
                                      "TANGO_ISA=avx2"}));
}

TEST(RunProgram, KeepsTheOutputAndTheStatus) {
  std::string text;
  EXPECT_EQ(run_program("/bin/sh", {"-c", "echo some words; exit 3"}, {.file = "", .text = &text}),
            3);
  EXPECT_EQ(text, "some words\n");
  EXPECT_EQ(run_program("/bin/sh", {"-c", "kill -9 $$"}), 128 + 9);
  EXPECT_EQ(run_program("/nowhere/at/all", {}), 127);
}

}  // namespace
}  // namespace tango::recipe
