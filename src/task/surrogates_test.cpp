#include "task/surrogates.h"

#include <gtest/gtest.h>

namespace tango::task {
namespace {

std::pair<std::string, std::size_t> repaired(std::string json) {
  const std::size_t count = repair_surrogates(json);
  return {json, count};
}

TEST(Surrogates, HalvesBecomeTheReplacementCharacter) {
  EXPECT_EQ(repaired(R"({"a": "x\ud83d"})"), std::pair(std::string(R"({"a": "x\uFFFD"})"), 1UL));
  EXPECT_EQ(repaired(R"("\uDE00\ud83d!")"), std::pair(std::string(R"("\uFFFD\uFFFD!")"), 2UL));
  EXPECT_EQ(repaired(R"("\ud83d\ud83d\ude00")").second, 1U);
}

TEST(Surrogates, WholeCharactersAndOtherEscapesStay) {
  for (const char* json :
       {R"("\ud83d\ude00")", R"("\\ud83d")", R"("\u00e9\n\"")", R"("\ud83")", R"("\)", "plain"}) {
    EXPECT_EQ(repaired(json), std::pair(std::string(json), 0UL));
  }
}

}  // namespace
}  // namespace tango::task
