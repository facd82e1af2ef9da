#include "recipe/made_texts.h"

#include <gtest/gtest.h>

#include "base/expect_error_test.h"
#include "base/temporary_directory_test.h"
#include "checkpoint/logits_writer.h"
#include "recipe/copy_rows.h"

namespace tango::recipe {
namespace {

namespace fs = std::filesystem;
using MadeTexts = base::TemporaryDirectoryTest;

/// Whose answers to the texts are these.
checkpoint::LogitsFile answers(const fs::path& file, const std::string& of_texts) {
  checkpoint::LogitsWriter writer(file, "test", {"news", "rare"});
  for (const char answer : of_texts) {
    writer.add(std::vector<float>{0, answer == 'r' ? 1.0F : -1.0F});
  }
  writer.finish();
  return checkpoint::read_logits(file);
}

TEST_F(MadeTexts, AWarningWhereAClassLosesManyAnswers) {
  const auto teacher = answers(directory_ / "t", std::string(20, 'r') + std::string(20, 'n'));
  const auto without = answers(directory_ / "o", std::string(20, 'r') + std::string(20, 'n'));
  const auto with = answers(directory_ / "w", std::string(12, 'r') + std::string(28, 'n'));
  const std::string words = made_texts_in_words(teacher, with, without);
  EXPECT_NE(words.find("hurt \"rare\": of 20 texts of it that were set aside, 12 keep"),
            std::string::npos)
      << words;
  EXPECT_NE(words.find("and 20 where"), std::string::npos) << words;
  EXPECT_EQ(words.find("news"), std::string::npos) << words;
  EXPECT_EQ(made_texts_in_words(teacher, without, with), "") << "they help";
  const auto few = answers(directory_ / "f", std::string(17, 'r') + std::string(23, 'n'));
  EXPECT_EQ(made_texts_in_words(teacher, few, without), "") << "chance: three of three";
}

TEST_F(MadeTexts, SourcesComeFirst) {
  const auto texts = file("made.tsv", "text\none\ntwo\nmade of two\n");
  (void)file("made.tsv.json", R"({"sources_written": 2})");
  (void)answers(directory_ / "l", "rnn");
  write_sources(texts, directory_ / "l", directory_ / "out");
  EXPECT_EQ(base::contents(directory_ / "out" / kCopiedTexts), "text\none\ntwo\n");
  EXPECT_EQ(checkpoint::read_logits(directory_ / "out" / kCopiedLogits).texts(), 2);
  (void)file("made.tsv.json", R"({"sources_written": 4})");
  base::expect_error(ErrorCode::kInvalidInput, {"made.tsv", "fewer than the 4 sources"},
                     [&] { write_sources(texts, directory_ / "l", directory_ / "out2"); });
}

}  // namespace
}  // namespace tango::recipe
