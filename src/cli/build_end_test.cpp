#include "cli/build_end.h"

#include <gtest/gtest.h>

#include "base/temporary_directory_test.h"

namespace tango::cli {
namespace {

namespace fs = std::filesystem;

class EndOfBuild : public base::TemporaryDirectoryTest {
 protected:
  void SetUp() override {
    TemporaryDirectoryTest::SetUp();
    fs::create_directories(output_);
    fs::copy(fs::path(TANGO_SOURCE_DIR) / "tests/golden/tiny-bert", output_ / "static");
    (void)file("my cascade/scores.json", "{}");
  }

  void write_cascade(const std::string& threshold) {
    (void)file("my cascade/cascade.json", R"({"version": "1.0", "tiers": [
        {"model": "static", "threshold": )" + threshold +
                                              R"(},
        {"endpoint": {"protocol": "ask", "labels": ["negative", "positive"]}}]})");
  }

  [[nodiscard]] BuildEnd end() const {
    return end_of_build(output_, directory_ / "work",
                        {"my log.csv", " --text review", " --label verdict", 0.9});
  }

  fs::path output_ = directory_ / "my cascade";
};

TEST_F(EndOfBuild, NamesColumnsInEveryCommandThatReadsOnesTexts) {
  write_cascade("0.7");
  const std::string summary = end().summary;
  const std::string cascade = "--cascade '" + output_.string() + "'";
  for (const std::string& command :
       {"  tango classify " + cascade + " 'my log.csv' --text review\n",
        "  tango calibrate " + cascade +
            " --texts NEW --reference NEW --keep 0.9 --text review --label verdict\n",
        "  tango serve " + cascade + " --port 8080\n"}) {
    EXPECT_NE(summary.find(command), std::string::npos) << command << summary;
  }
}

TEST_F(EndOfBuild, AModelsNameIsQuotedWhereACommandHasIt) {
  write_cascade("0");
  const std::vector<std::string> doubts = end().doubts;
  ASSERT_EQ(doubts.size(), 1U);
  EXPECT_NE(
      doubts[0].find("tango classify --model '" + (output_ / "static").string() + "'. If not"),
      std::string::npos)
      << doubts[0];
}

}  // namespace
}  // namespace tango::cli
