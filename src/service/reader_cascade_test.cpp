// Question answering: windows of many texts in one batch.
#include <algorithm>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "cascade/question_answering_tier_test.h"
#include "reading/spans.h"
#include "service/pipeline.h"

namespace tango::service {
namespace {

cascade::Cascade two_readers(float threshold) {
  std::vector<cascade::Tier> tiers;
  tiers.push_back(cascade::question_answering_tier(1, 32));
  tiers.push_back(cascade::question_answering_tier(2, 32));
  checkpoint::Labels labels = tiers.front().labels();
  return {
      std::move(tiers), {threshold}, std::move(labels), cascade::ConfidenceKind::kMaxProbability};
}

std::vector<cascade::Request> questions() {
  std::vector<cascade::Request> requests;
  for (int i = 0; i < 30; ++i) {
    std::string context;
    for (int word = 0; word < 5 + 3 * i; ++word) context += (word * i) % 3 == 0 ? "the " : "film ";
    requests.push_back({.text = "what is it ?", .pair = context + std::to_string(i)});
  }
  return requests;
}

TEST(ReaderCascade, AnswersAsItsTiersDoAloneWhateverTheBatch) {
  for (const int tier : {1, 2}) {
    std::vector<cascade::Request> pinned = questions();
    for (cascade::Request& request : pinned) request.tier = tier;
    const std::vector<cascade::Answer> answers =
        classify(two_readers(0.5F), pinned, {.workers = 2});
    const cascade::Tier alone =
        cascade::question_answering_tier(static_cast<std::uint64_t>(tier), 32);
    const auto workspace = alone.model().make_workspace();
    int with_windows = 0;
    for (std::size_t i = 0; i < pinned.size(); ++i) {
      const cascade::EncodedText windows = alone.encode(pinned[i]);
      with_windows += windows.size() > 1 ? 1 : 0;
      std::vector<std::vector<float>> logits;  // each window by itself
      for (const text::Encoding& window : windows) {
        model::PackedBatch batch;
        batch.add(window.ids, window.type_ids);
        alone.model().forward(batch, *workspace, logits.emplace_back(2 * window.ids.size()));
      }
      const std::vector<std::span<const float>> views(logits.begin(), logits.end());
      const auto spans = reading::find_spans(windows, views);
      ASSERT_FALSE(answers[i].spans.empty());
      EXPECT_EQ(answers[i].spans[0].text, reading::answer_text(*pinned[i].pair, spans));
      EXPECT_EQ(answers[i].confidence, spans[0].probability);
      EXPECT_EQ(answers[i].windows, static_cast<int>(windows.size()));
      EXPECT_EQ(answers[i].tier, tier);
    }
    EXPECT_GT(with_windows, 10);
  }
}

TEST(ReaderCascade, TheThresholdDecidesWhoAnswers) {
  const auto of_tier_1 = [](float threshold) {
    const std::vector<cascade::Answer> answers = classify(two_readers(threshold), questions());
    return std::ranges::count_if(answers, [](const cascade::Answer& one) { return one.tier == 1; });
  };
  EXPECT_EQ(of_tier_1(0), 30);
  EXPECT_EQ(of_tier_1(1), 0);
  const std::vector<cascade::Answer> all = classify(two_readers(0), questions());
  std::vector<float> confidences;
  confidences.reserve(all.size());
  for (const cascade::Answer& one : all) confidences.push_back(one.confidence);
  std::ranges::sort(confidences);
  EXPECT_EQ(of_tier_1(confidences[12]), 18);
}

}  // namespace
}  // namespace tango::service
