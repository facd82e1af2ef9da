#include "calibrate/threshold/groups.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "base/random.h"

namespace tango::calibrate {
namespace {

TEST(Groups, AreCountedWhateverTheirNumbers) {
  const std::vector<std::int64_t> numbers = {7, 3, 7, 9, 7};
  const Groups groups(numbers);
  EXPECT_EQ(groups.count(), 3U);
  EXPECT_EQ(groups.texts(), 5U);
  EXPECT_EQ(groups.largest(), 3);
  EXPECT_FALSE(groups.are_single_texts());
  EXPECT_TRUE(Groups(std::vector<std::int64_t>{4, 1}).are_single_texts());
  EXPECT_EQ(Groups({}).largest(), 0);
}

TEST(Groups, ShowWhatTheirSumsShow) {
  // Each text gains 0.5 and each group 1 of 2 at most, whatever the order: capital is multiplied by
  // 1 + stake · 0.5, and the stake is 0.9 at most, so that four groups reach no more than 4.5.
  std::vector<std::int64_t> numbers;
  const auto gains_half = [](std::size_t) { return 0.5; };
  for (std::int64_t text = 0; text < 8; ++text) numbers.push_back(text / 2);
  EXPECT_FALSE(Groups(numbers).show(gains_half, 1, 0.1, 0.05));
  for (std::int64_t text = 8; text < 60; ++text) numbers.push_back(text / 2);
  EXPECT_TRUE(Groups(numbers).show(gains_half, 1, 0.1, 0.05));
  // A gain and a loss in each group are no gain, however large both are.
  const auto takes_turns = [](std::size_t text) { return text % 2 == 0 ? 1.0 : -1.0; };
  EXPECT_FALSE(Groups(numbers).show(takes_turns, 1, 0.1, 0.05));
  EXPECT_FALSE(Groups({}).show(gains_half, 1, 0.1, 0.05));
}

/// Documents of five texts, one in ten of which loses all: at 8 % the promise is broken.
std::vector<ScoredText> documents(std::uint64_t run, bool are_sorted) {
  const base::RandomStream random(run, "documents");
  std::vector<int> lost;
  for (std::uint64_t document = 0; document < 200; ++document) {
    lost.push_back(random.below(document, 10) == 0 ? 1 : 0);
  }
  if (are_sorted) std::ranges::sort(lost);
  std::vector<ScoredText> texts;
  for (std::size_t text = 0; text < 5 * lost.size(); ++text) {
    texts.push_back({.confidence = 0.9F,
                     .differs = lost[text / 5] == 1,
                     .group = static_cast<std::int64_t>(text / 5)});
  }
  return texts;
}

TEST(CountedTexts, AFileThatIsSortedByWhatIsLostShowsNoMore) {
  constexpr double kRisk = 0.08;
  for (const bool are_sorted : {false, true}) {
    int shown = 0;
    for (std::uint64_t run = 0; run < 400; ++run) {
      shown += CountedTexts(documents(run, are_sorted), {}).show(kRisk, 0, 0.05) ? 1 : 0;
    }
    EXPECT_LE(shown, 33) << "20 are allowed; three deviations are 13";
  }
}

}  // namespace
}  // namespace tango::calibrate
