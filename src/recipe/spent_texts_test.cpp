#include "recipe/spent_texts.h"

#include <gtest/gtest.h>

#include "base/temporary_directory_test.h"

namespace tango::recipe {
namespace {

using SpentTexts = base::TemporaryDirectoryTest;

std::vector<std::string> names(const std::vector<SpentFile>& files) {
  std::vector<std::string> found;
  found.reserve(files.size());
  for (const SpentFile& file : files) found.push_back(file.path.string());
  return found;
}

TEST_F(SpentTexts, AreWhatModelsLearnFromAndWhatChooses) {
  ClassifierTexts texts;
  texts.task = &task::find_task("cola");
  texts.dev = "dev.tsv";
  Recipe recipe;
  EXPECT_EQ(names(spent_files(recipe, texts, "data")),
            (std::vector<std::string>{"dev.tsv", "data/cola/train.tsv"}));
  recipe.train = {"--train", "a.tsv", "--epochs", "2", "--train", "b.tsv", "--dev", "c.tsv"};
  recipe.fine_tuned = {{.name = "other", .train = {"--train", "d.tsv"}}};
  EXPECT_EQ(names(spent_files(recipe, texts, "data")),
            (std::vector<std::string>{"dev.tsv", "a.tsv", "b.tsv", "c.tsv", "d.tsv"}));
}

TEST_F(SpentTexts, WithoutATaskAreWhatTheRecipeNames) {
  const ClassifierTexts texts;
  Recipe recipe;
  EXPECT_TRUE(spent_files(recipe, texts, "data").empty());
  recipe.train = {"--train", "a.tsv"};
  EXPECT_EQ(names(spent_files(recipe, texts, "data")), std::vector<std::string>{"a.tsv"});
}

TEST_F(SpentTexts, AreLeftOut) {
  task::RecordReaderOptions cola;
  cola.columns.names = {"source", "label", "mark", "sentence"};
  cola.columns.text = "sentence";
  const auto train = file("train.tsv", "x\t1\t\tone\nx\t0\t*\ttwo\n");
  const auto table = file("calibration.tsv", "text\none\nthree\ntwo\n");
  const std::vector<SpentFile> spent{{train, cola}, {directory_ / "nowhere.tsv", {}}};
  write_unspent(table, spent, directory_ / "out.tsv");
  EXPECT_EQ(base::contents(directory_ / "out.tsv"), "text\nthree\n");
}

TEST_F(SpentTexts, APairIsLeftOutWhole) {
  const auto dev = file("dev.tsv", "text\ttext_pair\na\tb\n");
  const auto table = file("calibration.tsv", "text\ttext_pair\na\tb\na\tc\n");
  write_unspent(table, {{dev, {}}}, directory_ / "out.tsv");
  EXPECT_EQ(base::contents(directory_ / "out.tsv"), "text\ttext_pair\na\tc\n");
}

}  // namespace
}  // namespace tango::recipe
