#include "recipe/suspects.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "base/mapped_file.h"
#include "base/temporary_directory_test.h"
#include "checkpoint/logits_file.h"

namespace tango::recipe {
namespace {

namespace fs = std::filesystem;

tensor::Tensor logits_of(const std::vector<float>& second_labels) {
  tensor::Tensor logits(tensor::Shape{static_cast<std::int64_t>(second_labels.size()), 2});
  for (std::size_t i = 0; i < second_labels.size(); ++i) {
    logits.data()[2 * i] = 0;
    logits.data()[2 * i + 1] = second_labels[i];
  }
  return logits;
}

TEST(Suspects, AreGivenOneLabelAndAsLikelyOfAnotherAsItsOwnTexts) {
  const std::vector<int> given{0, 0, 0, 1, 1, 1};
  // The third is as sure of 1 as those that were given 1; the fourth leans to 0, less than those
  // do.
  const std::vector<Suspect> suspects = find_suspects(logits_of({-4, -4, 5, -0.5F, 5, 5}), given);
  ASSERT_EQ(suspects.size(), 1U);
  EXPECT_EQ(suspects[0].text, 2U);
  EXPECT_EQ(suspects[0].suggested, 1);
  EXPECT_NEAR(suspects[0].probability, 0.9933, 1e-4);
}

TEST(Suspects, TheSurestComesFirstAndALabelThatNobodyGaveIsNotSuggested) {
  const std::vector<int> given{0, 0, 0, 0, 1, 1};
  const std::vector<Suspect> suspects = find_suspects(logits_of({-4, -4, 5, 6, 5, 5}), given);
  ASSERT_EQ(suspects.size(), 2U);
  EXPECT_EQ(suspects[0].text, 3U);
  EXPECT_TRUE(find_suspects(logits_of({5, 5}), std::vector<int>{0, 0}).empty());
}

TEST(Suspects, AreLeftOutOfWhatIsLearnt) {
  const base::TemporaryDirectory directory;
  std::string rows = "text\tlabel\n";
  for (int i = 0; i < 40; ++i) {
    rows += "text " + std::to_string(i) + (i % 2 == 0 || i == 7 ? "\tno\n" : "\tyes\n");
  }
  directory.write("learning.tsv", rows);
  const fs::path learning = directory.path() / "learning.tsv";
  write_folds(learning, directory.path() / "folds");
  std::vector<fs::path> answers;
  for (int fold = 1; fold <= kFolds; ++fold) {
    const std::string name = std::to_string(fold);
    const fs::path own = directory.path() / "folds" / (name + "-texts.tsv");
    const fs::path others = directory.path() / "folds" / (name + "-learning.tsv");
    GivenAnswers texts = read_given_answers({&own, 1});
    EXPECT_EQ(texts.texts.size(), 8U);
    EXPECT_EQ(read_given_answers({&others, 1}).texts.size(), 32U);
    for (GivenAnswers::Text& text : texts.texts) text.label = std::stoi(text.line.substr(5)) % 2;
    answers.push_back(directory.path() / (name + ".safetensors"));
    write_smoothed(texts, texts.texts, answers.back());
  }
  const fs::path sound = directory.path() / "sound";
  keep_sound_answers(learning, answers, sound);
  const fs::path kept = sound / kSoundTexts;
  EXPECT_EQ(read_given_answers({&kept, 1}).texts.size(), 39U);
  EXPECT_EQ(checkpoint::read_logits(sound / kSoundTargets).texts(), 39);
  EXPECT_EQ(base::MappedFile(sound / kSuspects).text(),
            "text\tanswer\tsuggested\tprobability\ntext 7\tno\tyes\t0.950\n");
}

}  // namespace
}  // namespace tango::recipe
