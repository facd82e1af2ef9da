#include "text/subword/merge_table.h"

#include <algorithm>
#include <array>
#include <bit>
#include <queue>

namespace tango::text {
namespace {

/// Up to here scanning for the lowest rank beats a queue.
constexpr std::size_t kLongestScan = 48;

struct Link {
  Symbol symbol;
  std::int64_t previous;
  std::int64_t next;
};

struct Candidate {
  Merge merge;
  std::int64_t position;
};

struct Later {
  bool operator()(const Candidate& left, const Candidate& right) const {
    if (left.merge.rank != right.merge.rank) return left.merge.rank > right.merge.rank;
    return left.position > right.position;
  }
};

using Queue = std::priority_queue<Candidate, std::vector<Candidate>, Later>;

}  // namespace

MergeTable::MergeTable(std::size_t merges)
    : slots_(std::bit_ceil(merges * 2 + 8)), mask_(slots_.size() - 1) {}

void MergeTable::insert(std::int32_t left, std::int32_t right, Merge merge) {
  const std::uint64_t key = key_of(left, right);
  std::size_t i = slot_of(key);
  while (slots_[i].key != key && slots_[i].key != kEmpty) i = (i + 1) & mask_;
  slots_[i] = {key, merge};
}

void MergeTable::apply(std::vector<Symbol>& symbols) const {
  if (symbols.size() <= kLongestScan) {
    apply_by_scan(symbols);
  } else {
    apply_by_queue(symbols);
  }
}

void MergeTable::apply_by_scan(std::vector<Symbol>& symbols) const {
  if (symbols.size() < 2) return;
  std::array<Merge, kLongestScan> merges;  // merges[i]: of symbols i and i + 1
  std::size_t count = symbols.size() - 1;
  for (std::size_t i = 0; i < count; ++i) merges[i] = find(symbols[i].id, symbols[i + 1].id);
  while (count > 0) {
    std::size_t best = 0;
    for (std::size_t i = 1; i < count; ++i) {
      if (merges[i].rank < merges[best].rank) best = i;
    }
    if (merges[best].rank == Merge::kNoRank) break;
    symbols[best] = {merges[best].id, symbols[best].length + symbols[best + 1].length};
    std::copy(symbols.begin() + static_cast<std::ptrdiff_t>(best) + 2,
              symbols.begin() + static_cast<std::ptrdiff_t>(count) + 1,
              symbols.begin() + static_cast<std::ptrdiff_t>(best) + 1);
    std::copy(merges.begin() + best + 1, merges.begin() + count, merges.begin() + best);
    --count;
    if (best > 0) merges[best - 1] = find(symbols[best - 1].id, symbols[best].id);
    if (best < count) merges[best] = find(symbols[best].id, symbols[best + 1].id);
  }
  symbols.resize(count + 1);
}

void MergeTable::apply_by_queue(std::vector<Symbol>& symbols) const {
  const auto count = static_cast<std::int64_t>(symbols.size());
  std::vector<Link> links;
  links.reserve(symbols.size());
  for (std::int64_t i = 0; i < count; ++i) {
    links.push_back({symbols[static_cast<std::size_t>(i)], i - 1, i + 1 < count ? i + 1 : -1});
  }
  const auto at = [&links](std::int64_t position) -> Link& {
    return links[static_cast<std::size_t>(position)];
  };
  Queue queue;
  const auto consider = [&](std::int64_t left) {
    if (left < 0 || at(left).next < 0) return;
    const Merge merge = find(at(left).symbol.id, at(at(left).next).symbol.id);
    if (merge.rank != Merge::kNoRank) queue.push({merge, left});
  };
  for (std::int64_t i = 0; i + 1 < count; ++i) consider(i);
  while (!queue.empty()) {
    const Candidate top = queue.top();
    queue.pop();
    Link& left = at(top.position);
    if (left.symbol.length == 0 || left.next < 0) continue;  // merged away since
    Link& right = at(left.next);
    if (find(left.symbol.id, right.symbol.id).rank != top.merge.rank) continue;
    left.symbol = {top.merge.id, left.symbol.length + right.symbol.length};
    right.symbol.length = 0;
    left.next = right.next;
    if (left.next >= 0) at(left.next).previous = top.position;
    consider(left.previous);
    consider(top.position);
  }
  symbols.clear();
  for (std::int64_t i = 0; i >= 0; i = at(i).next) symbols.push_back(at(i).symbol);
}

}  // namespace tango::text
