#include "evaluate/batch_search.h"

#include <atomic>

#include <gtest/gtest.h>

#include "cascade/fake_tier.h"

namespace tango::evaluate {
namespace {

TEST(BatchSearch, TriesBatchesThatGiveEachWorkerOne) {
  std::atomic<int> calls = 0;
  const auto count = [&](const model::PackedBatch&, base::Team) { ++calls; };
  const cascade::Cascade cascade = cascade::fake::make_one_tier(1, {{}, count});
  const std::vector<cascade::Request> texts(32, {"7", {}, {}, {}});
  std::vector<int> seen;
  const auto rates = throughput_by_batch(cascade, 0, texts, {.workers = 2, .repeats = 1},
                                         [&](int batch) { seen.push_back(batch); });
  EXPECT_EQ(seen, (std::vector<int>{1, 2, 4, 8, 16}));  // 32 would leave a worker without
  EXPECT_EQ(calls, 32 + 16 + 8 + 4 + 2);
  ASSERT_EQ(rates.size(), seen.size());
  for (const BatchRate& rate : rates) EXPECT_GT(rate.texts_per_s, 0);
}

TEST(BatchSearch, OfEqualsTheSmallest) {
  EXPECT_EQ(best_batch(std::vector<BatchRate>{{1, 50}, {2, 99.5}, {4, 100}, {8, 98}}), 2);
}

TEST(BatchSearch, ASingleTextHasABatchToo) {
  const cascade::Cascade cascade = cascade::fake::make_one_tier(1);
  const std::vector<cascade::Request> texts(1, {"7", {}, {}, {}});
  EXPECT_EQ(throughput_by_batch(cascade, 0, texts, {.workers = 2}, [](int) {}).size(), 1U);
}

}  // namespace
}  // namespace tango::evaluate
