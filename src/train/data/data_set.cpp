#include "train/data/data_set.h"

#include <algorithm>

namespace tango::train {

void DataSet::add(const text::Encoding& encoding, std::int32_t empty_id) {
  if (encoding.ids.empty()) {
    token_ids_.push_back(empty_id);
    token_type_ids_.push_back(0);
  }
  token_ids_.insert(token_ids_.end(), encoding.ids.begin(), encoding.ids.end());
  for (std::size_t i = 0; i < encoding.ids.size(); ++i) {
    token_type_ids_.push_back(
        i < encoding.type_ids.size() ? static_cast<std::uint8_t>(encoding.type_ids[i]) : 0);
  }
  ends_.push_back(token_ids_.size());
  if (encoding.truncated) ++truncated_;
}

std::int64_t DataSet::longest() const {
  std::int64_t longest = 0;
  for (std::int64_t row = 0; row < size(); ++row) longest = std::max(longest, length(row));
  return longest;
}

Batch DataSet::batch(std::span<const std::int64_t> rows) const {
  std::int64_t longest = 1;
  for (const std::int64_t row : rows) longest = std::max(longest, length(row));
  const auto texts = static_cast<std::int64_t>(rows.size());
  Batch batch{{rows.begin(), rows.end()},
              at::zeros({texts, longest}, at::kLong),
              at::zeros({texts, longest}, at::kLong),
              at::empty({texts}, at::kLong)};
  auto* ids = batch.token_ids.data_ptr<std::int64_t>();
  auto* types = batch.token_type_ids.data_ptr<std::int64_t>();
  auto* lengths = batch.lengths.data_ptr<std::int64_t>();
  for (const std::int64_t row : rows) {
    const auto begin = static_cast<std::ptrdiff_t>(ends_[static_cast<std::size_t>(row)]);
    const auto count = static_cast<std::ptrdiff_t>(length(row));
    std::copy_n(token_ids_.begin() + begin, count, ids);
    std::copy_n(token_type_ids_.begin() + begin, count, types);
    *lengths++ = count;
    ids += longest;
    types += longest;
  }
  return batch;
}

at::Tensor rows_of(const at::Tensor& values, const Batch& batch) {
  const at::Tensor rows = at::empty({static_cast<std::int64_t>(batch.rows.size())}, at::kLong);
  std::copy(batch.rows.begin(), batch.rows.end(), rows.data_ptr<std::int64_t>());
  return values.index_select(0, rows);
}

}  // namespace tango::train
