#include "train/data/batch_order.h"

#include <algorithm>
#include <numeric>
#include <string>

#include "base/random.h"

namespace tango::train {
namespace {

Rows all_rows(std::int64_t texts) {
  Rows rows(static_cast<std::size_t>(texts));
  std::iota(rows.begin(), rows.end(), 0);
  return rows;
}

/// Fisher and Yates; the draws of `stream` from `first` on.
template <typename Item>
void shuffle(std::vector<Item>& items, const base::RandomStream& stream, std::uint64_t first = 0) {
  for (std::size_t i = items.size(); i > 1; --i) {
    std::swap(items[i - 1], items[stream.below(first + i, i)]);
  }
}

std::vector<Rows> cut(const Rows& rows, std::int64_t batch_size) {
  std::vector<Rows> batches;
  const auto size = static_cast<std::size_t>(batch_size);
  for (std::size_t begin = 0; begin < rows.size(); begin += size) {
    const std::size_t end = std::min(begin + size, rows.size());
    batches.emplace_back(rows.begin() + static_cast<std::ptrdiff_t>(begin),
                         rows.begin() + static_cast<std::ptrdiff_t>(end));
  }
  return batches;
}

}  // namespace

std::vector<Rows> epoch_batches(std::int64_t texts,
                                const std::function<std::int64_t(std::int64_t)>& length,
                                std::int64_t batch_size, std::uint64_t seed, std::int64_t epoch) {
  Rows rows = all_rows(texts);
  shuffle(rows, base::RandomStream(seed, "texts of epoch " + std::to_string(epoch)));
  const std::int64_t pool = batch_size * kPoolBatches;
  for (std::int64_t begin = 0; begin < texts; begin += pool) {
    std::stable_sort(
        rows.begin() + begin, rows.begin() + std::min(begin + pool, texts),
        [&](std::int64_t left, std::int64_t right) { return length(left) < length(right); });
  }
  std::vector<Rows> batches = cut(rows, batch_size);
  shuffle(batches, base::RandomStream(seed, "batches of epoch " + std::to_string(epoch)));
  return batches;
}

std::vector<Rows> sorted_batches(std::int64_t texts,
                                 const std::function<std::int64_t(std::int64_t)>& length,
                                 std::int64_t batch_size) {
  Rows rows = all_rows(texts);
  std::stable_sort(rows.begin(), rows.end(), [&](std::int64_t left, std::int64_t right) {
    return length(left) < length(right);
  });
  return cut(rows, batch_size);
}

}  // namespace tango::train
