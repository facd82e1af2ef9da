#include "text/subword/merge_table.h"

#include <gtest/gtest.h>

#include "base/random.h"

namespace tango::text {
namespace {

std::vector<std::int32_t> ids(const std::vector<Symbol>& symbols) {
  std::vector<std::int32_t> out;
  out.reserve(symbols.size());
  for (const Symbol& symbol : symbols) out.push_back(symbol.id);
  return out;
}

TEST(MergeTable, LowestRankFirstThenLeftmost) {
  MergeTable table(3);
  table.insert(0, 0, {1, 2});  // aa
  table.insert(0, 1, {0, 3});  // ab
  table.insert(2, 3, {2, 4});
  std::vector<Symbol> symbols{{0, 1}, {0, 1}, {0, 1}, {1, 1}};
  table.apply(symbols);
  EXPECT_EQ(ids(symbols), (std::vector<std::int32_t>{4}));
  EXPECT_EQ(symbols[0].length, 4U);
}

TEST(MergeTable, ALaterMergeOfAPairHolds) {
  MergeTable table(2);
  table.insert(0, 1, {0, 2});
  table.insert(0, 1, {1, 3});
  EXPECT_EQ(table.find(0, 1).id, 3);
  EXPECT_EQ(table.find(1, 0).rank, Merge::kNoRank);
}

/// Words of random letters under random merges: the queue and the scan must agree.
TEST(MergeTable, QueueAndScanAgree) {
  const base::RandomStream random(7, "merge_table_test");
  std::uint64_t draw = 0;
  const auto below = [&](std::uint64_t bound) {
    return static_cast<std::int32_t>(random.below(draw++, bound));
  };
  for (int round = 0; round < 300; ++round) {
    MergeTable table(40);
    // a merge makes a fresh id of two older ones, as in a real table
    for (std::int32_t next = 3; next < 43; ++next) {
      table.insert(below(static_cast<std::uint64_t>(next)), below(static_cast<std::uint64_t>(next)),
                   {static_cast<std::uint32_t>(next - 3), next});
    }
    std::vector<Symbol> scanned;
    const int length = 1 + below(48);
    scanned.reserve(static_cast<std::size_t>(length));
    for (int i = 0; i < length; ++i) scanned.push_back({below(3), 1});
    std::vector<Symbol> queued = scanned;
    table.apply(scanned);
    table.apply_by_queue(queued);
    ASSERT_EQ(ids(scanned), ids(queued)) << "round " << round;
  }
}

}  // namespace
}  // namespace tango::text
