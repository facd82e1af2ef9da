#include "augment/augmentation.h"

#include <set>

#include <gtest/gtest.h>

#include <tango/error.h>

#include "augment/transfer_file.h"
#include "base/expect_error_test.h"
#include "base/temporary_directory_test.h"

namespace tango::augment {
namespace {

namespace fs = std::filesystem;

class Augmentation : public base::TemporaryDirectoryTest {
 protected:
  [[nodiscard]] AugmentOptions rules_of(const std::string& texts) const {
    AugmentOptions options;
    options.preset = "rules";
    options.texts = file("texts.txt", texts).string();
    options.rules.replace = 0;  // so that no tagger is needed
    options.workers = 2;
    return options;
  }
};

const Watcher kNobody = [](const ScreenCounts&) {};

TEST_F(Augmentation, MakesNewTextsAndReports) {
  AugmentOptions options = rules_of("the film is very dull\na plot that was never good before\n");
  options.exclude = {file("test.txt", "The plot that was never good before!\n").string()};
  options.size = 5;
  options.with_sources = true;
  std::set<std::string> texts;
  const AugmentReport report = augment_texts(
      options, [&](const TextPair& text) { texts.insert(text.text); }, kNobody);
  EXPECT_EQ(report.preset, "rules");
  EXPECT_EQ(report.texts_read, 2);
  EXPECT_EQ(report.sources_written, 1) << "the other one is held out";
  EXPECT_EQ(report.sources.all_held_out(), 1);
  EXPECT_EQ(report.made.written, 5);
  EXPECT_EQ(texts.size(), 6U);
  EXPECT_TRUE(texts.contains("the film is very dull"));
  ASSERT_EQ(report.held_out_texts.size(), 1U);
  EXPECT_EQ(report.held_out_texts[0], 1);
  EXPECT_EQ(report.to_json().at("settings").at("replace"), 0.0);
}

TEST_F(Augmentation, SaysSoWhenNoTextIsLeft) {
  AugmentOptions options = rules_of("the film is very dull\n");
  options.rules.mask = 0;
  options.rules.cut = 0;
  const Sink none = [](const TextPair&) { ADD_FAILURE(); };
  base::expect_error(ErrorCode::kInvalidInput, {"texts.txt", "no text is left"},
                     [&] { (void)augment_texts(options, none, kNobody); });
  options.texts = "";
  base::expect_error(ErrorCode::kUsage, {"rules", "texts to start from"},
                     [&] { (void)augment_texts(options, none, kNobody); });
}

TEST(TransferFile, HasPairsWhereTheFirstTextIsOne) {
  const base::TemporaryDirectory directory;
  const fs::path path = directory.path() / "out.tsv";
  {
    TransferFile file(path);
    file.write({"one", "two"});
    file.write({"three", "four"});
    EXPECT_FALSE(fs::exists(path));
    AugmentReport report;
    report.made.written = 2;
    file.commit(report);
  }
  EXPECT_EQ(base::contents(path), "text\ttext_pair\none\ttwo\nthree\tfour\n");
  EXPECT_EQ(base::read_json(directory.path() / "out.tsv.json").at("written"), 2);

  const fs::path single = directory.path() / "single.tsv";
  TransferFile file(single);
  file.write({"one", ""});
  file.commit({});
  EXPECT_EQ(base::contents(single), "text\none\n");
}

TEST(TransferFile, LeavesNothingWithoutCommit) {
  const base::TemporaryDirectory directory;
  { TransferFile(directory.path() / "out.tsv").write({"one", ""}); }
  EXPECT_TRUE(fs::is_empty(directory.path()));
}

}  // namespace
}  // namespace tango::augment
