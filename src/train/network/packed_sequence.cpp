#include "train/network/packed_sequence.h"

#include <algorithm>
#include <numeric>

namespace tango::train {

PackedSequence pack(const Batch& batch) {
  const std::int64_t texts = batch.texts();
  const auto* lengths = batch.lengths.data_ptr<std::int64_t>();
  const auto* ids = batch.token_ids.data_ptr<std::int64_t>();
  const std::int64_t longest = batch.token_ids.size(1);
  std::vector<std::int64_t> order(static_cast<std::size_t>(texts));
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(), [&](std::int64_t left, std::int64_t right) {
    return lengths[left] > lengths[right];
  });
  PackedSequence packed;
  std::vector<std::int64_t> tokens;
  packed.first_rows = at::empty({texts}, at::kLong);
  packed.last_rows = at::empty({texts}, at::kLong);
  for (std::int64_t place = 0; place < texts; ++place) {
    packed.first_rows.data_ptr<std::int64_t>()[order[static_cast<std::size_t>(place)]] = place;
  }
  auto active = texts;
  for (std::int64_t step = 0;; ++step) {
    while (active > 0 && lengths[order[static_cast<std::size_t>(active - 1)]] <= step) --active;
    packed.first_row.push_back(static_cast<std::int64_t>(tokens.size()));
    if (active == 0) break;
    packed.active_texts.push_back(active);
    for (std::int64_t place = 0; place < active; ++place) {
      const std::int64_t text = order[static_cast<std::size_t>(place)];
      packed.last_rows.data_ptr<std::int64_t>()[text] = static_cast<std::int64_t>(tokens.size());
      tokens.push_back(ids[text * longest + step]);
    }
  }
  packed.token_ids = at::empty({packed.rows()}, at::kLong);
  std::copy(tokens.begin(), tokens.end(), packed.token_ids.data_ptr<std::int64_t>());
  return packed;
}

}  // namespace tango::train
