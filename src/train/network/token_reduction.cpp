#include "train/network/token_reduction.h"

#include <algorithm>
#include <limits>

#include "checkpoint/model_config.h"

namespace tango::train {

at::Tensor behind_end(const at::Tensor& lengths, std::int64_t rows) {
  return at::arange(rows, at::kLong).unsqueeze(0) >= lengths.unsqueeze(1);
}

TokenReduction::TokenReduction(const Batch& batch)
    : longest_(batch.token_ids.size(1)),
      lengths_(batch.lengths),
      places_(at::arange(longest_, at::kLong)
                  .expand({batch.texts(), longest_})
                  .masked_fill(behind_end(batch.lengths, longest_), longest_)) {
  const auto* lengths = batch.lengths.data_ptr<std::int64_t>();
  tokens_.assign(lengths, lengths + batch.texts());
}

at::Tensor TokenReduction::reduce(float share, const at::Tensor& probabilities,
                                  const at::Tensor& hidden, const at::Tensor& attended) {
  constexpr float kMost = std::numeric_limits<float>::infinity();
  const std::int64_t rows = hidden.size(1);
  const at::Tensor padding = behind_end(lengths_, rows);
  at::Tensor significance =
      probabilities.detach()
          .masked_fill(padding.to(probabilities.device()).unsqueeze(1).unsqueeze(-1), 0)
          .sum(at::IntArrayRef{1, 2})
          .to(at::kCPU)
          .masked_fill(padding, -kMost);
  significance.select(1, 0).fill_(kMost);

  lengths_ = at::empty_like(lengths_);
  auto* kept = lengths_.data_ptr<std::int64_t>();
  std::transform(tokens_.begin(), tokens_.end(), kept, [&](std::int64_t tokens) {
    return checkpoint::tokens_kept(share, static_cast<int>(tokens));
  });
  const std::int64_t longest = lengths_.max().item<std::int64_t>();
  // The rows that are kept, from left to right, then padding.
  const at::Tensor order =
      std::get<1>(significance.sort(/*stable=*/true, 1, /*descending=*/true)).slice(1, 0, longest);
  const at::Tensor beyond = behind_end(lengths_, longest);
  at::Tensor keep = std::get<0>(order.masked_fill(beyond, rows).sort(1)).clamp_max(rows - 1);

  restored_ = scattered(hidden);
  places_ = places_.gather(1, keep).masked_fill(beyond, longest_);
  return attended.gather(
      1, keep.to(attended.device()).unsqueeze(-1).expand({-1, -1, attended.size(2)}));
}

at::Tensor TokenReduction::scattered(const at::Tensor& hidden) const {
  const at::Tensor before =
      restored_.defined()
          ? restored_
          : at::zeros({hidden.size(0), longest_ + 1, hidden.size(2)}, hidden.options());
  const at::Tensor places = places_.to(hidden.device()).unsqueeze(-1);
  return before.scatter(1, places.expand({-1, -1, hidden.size(2)}), hidden);
}

at::Tensor TokenReduction::restore(const at::Tensor& hidden) const {
  return scattered(hidden).slice(1, 0, longest_);
}

}  // namespace tango::train
