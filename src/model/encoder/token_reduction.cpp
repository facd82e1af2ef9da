#include "model/encoder/token_reduction.h"

#include <algorithm>
#include <numeric>
#include <utility>

namespace tango::model {

void TokenReduction::begin(std::span<const std::int32_t> offsets, EncoderWorkspace& workspace,
                           base::TeamMember& member) const {
  ReducedTokens& reduced = workspace.reduced;
  if (member.rank() == 0) {
    for (auto& each : reduced.offsets) each.assign(offsets.begin(), offsets.end());
    for (auto& each : reduced.places) each.resize(static_cast<std::size_t>(offsets.back()));
    std::iota(reduced.places[0].begin(), reduced.places[0].end(), 0);
  }
  member.barrier();
}

/// `order` becomes the `kept` tokens that are kept, from left to right. `significance`: [heads x
/// tokens]; its first row becomes the sum of all rows.
void TokenReduction::choose(std::span<float> significance, int kept,
                            std::vector<std::int32_t>& order) const {
  const std::size_t tokens = significance.size() / static_cast<std::size_t>(num_heads_);
  order.resize(tokens);
  std::iota(order.begin(), order.end(), 0);
  for (std::size_t i = tokens; i < significance.size(); ++i) {
    significance[i % tokens] += significance[i];
  }
  // After the first one, which is always kept: most attention first, of equals the left one.
  std::sort(order.begin() + 1, order.end(), [&](std::int32_t left, std::int32_t right) {
    const float first = significance[static_cast<std::size_t>(left)];
    const float second = significance[static_cast<std::size_t>(right)];
    return first != second ? first > second : left < right;
  });
  order.resize(static_cast<std::size_t>(kept));
  std::sort(order.begin(), order.end());
}

int TokenReduction::reduce(std::size_t layer, std::span<const std::int32_t> batch,
                           EncoderWorkspace& workspace, base::TeamMember& member) const {
  ReducedTokens& reduced = workspace.reduced;
  const auto& before = reduced.offsets[0];
  auto& after = reduced.offsets[1];
  const int texts = static_cast<int>(batch.size()) - 1;
  if (member.rank() == 0) {
    for (std::size_t i = 0; i < static_cast<std::size_t>(texts); ++i) {
      after[i + 1] = after[i] + checkpoint::tokens_kept(shares_[layer], batch[i + 1] - batch[i]);
    }
  }
  member.barrier();
  std::vector<std::int32_t>& order =
      workspace.panels[static_cast<std::size_t>(member.rank())].order;
  const auto [begin, end] = member.share(texts);
  for (auto i = static_cast<std::size_t>(begin); i < static_cast<std::size_t>(end); ++i) {
    const int tokens = before[i + 1] - before[i];
    choose({reduced.significance.data() + std::ptrdiff_t{before[i]} * num_heads_,
            static_cast<std::size_t>(tokens) * static_cast<std::size_t>(num_heads_)},
           after[i + 1] - after[i], order);
    std::int32_t to = after[i];
    std::size_t next = 0;
    for (std::int32_t token = 0; token < tokens; ++token) {
      const std::ptrdiff_t from = std::ptrdiff_t{before[i]} + token;
      const std::int32_t place = reduced.places[0][static_cast<std::size_t>(from)];
      const float* state = workspace.hidden.data() + from * width_;
      if (next == order.size() || order[next] != token) {  // it is pruned
        std::copy_n(state, width_, reduced.restored.data() + std::ptrdiff_t{place} * width_);
        continue;
      }
      ++next;
      std::copy_n(state, width_, reduced.hidden.data() + std::ptrdiff_t{to} * width_);
      std::copy_n(workspace.context.data() + from * width_, width_,
                  reduced.context.data() + std::ptrdiff_t{to} * width_);
      reduced.places[1][static_cast<std::size_t>(to)] = place;
      ++to;
    }
  }
  member.barrier();
  if (member.rank() == 0) {
    std::swap(workspace.hidden, reduced.hidden);
    std::swap(workspace.context, reduced.context);
    std::swap(reduced.offsets[0], reduced.offsets[1]);
    std::swap(reduced.places[0], reduced.places[1]);
  }
  member.barrier();
  return reduced.offsets[0].back();
}

void TokenReduction::restore(EncoderWorkspace& workspace, base::TeamMember& member) const {
  ReducedTokens& reduced = workspace.reduced;
  const auto [begin, end] = member.share(reduced.offsets[0].back());
  for (int row = begin; row < end; ++row) {
    const std::int32_t place = reduced.places[0][static_cast<std::size_t>(row)];
    std::copy_n(workspace.hidden.data() + std::ptrdiff_t{row} * width_, width_,
                reduced.restored.data() + std::ptrdiff_t{place} * width_);
  }
  member.barrier();
  if (member.rank() == 0) std::swap(workspace.hidden, reduced.restored);
  member.barrier();
}

}  // namespace tango::model
