#include "evaluate/batch_search.h"

#include <atomic>

#include <gtest/gtest.h>

#include "cascade/fake_tier.h"
#include "evaluate/tier_recorder.h"

namespace tango::evaluate {
namespace {

TEST(BatchSearch, TriesBatchesThatGiveEachWorkerOne) {
  std::atomic<int> calls = 0;
  const auto count = [&](const model::PackedBatch&, base::Team) { ++calls; };
  const cascade::Cascade cascade = cascade::fake::make_one_tier(1, {{}, count});
  const std::vector<cascade::Request> texts(32, {"777", {}, {}, {}});
  std::vector<std::string> seen;
  const auto rates = throughput_by_batch(
      cascade, 0, texts, {.token_budgets = {12, 48, 96}, .workers = 2, .repeats = 1},
      [&](const std::string& what) { seen.push_back(what); });
  EXPECT_EQ(seen, (std::vector<std::string>{"1 texts", "2 texts", "4 texts", "8 texts", "16 texts",
                                            "12 tokens", "48 tokens"}));  // more leave one without
  EXPECT_EQ(calls, 32 + 16 + 8 + 4 + 2 + 8 + 2);
  ASSERT_EQ(rates.size(), seen.size());
  for (const BatchRate& rate : rates) EXPECT_GT(rate.texts_per_s, 0);
  EXPECT_EQ(rates[2].texts_per_batch, 4);
  EXPECT_EQ(rates[5].texts_per_batch, 4);
}

TEST(BatchSearch, OfEqualsTheSmallest) {
  const auto by_texts = [](int texts, double rate) {
    return BatchRate{{.texts = texts, .tokens = kAnyTokens}, static_cast<double>(texts), rate};
  };
  const std::vector<BatchRate> rates{
      by_texts(1, 50),
      by_texts(4, 100),
      by_texts(8, 98),
      {{.texts = kAnyTexts, .tokens = 64}, 2.5, 99.5},
  };
  EXPECT_EQ(to_string(best_batch(rates).limits), "64 tokens");
  EXPECT_EQ(to_string(best_batch(std::span(rates).first(3)).limits), "4 texts");
}

TEST(BatchSearch, ASingleTextHasABatchToo) {
  const cascade::Cascade cascade = cascade::fake::make_one_tier(1);
  const std::vector<cascade::Request> texts(1, {"7", {}, {}, {}});
  EXPECT_EQ(
      throughput_by_batch(cascade, 0, texts, {.workers = 2}, [](const std::string&) {}).size(), 1U);
}

}  // namespace
}  // namespace tango::evaluate
