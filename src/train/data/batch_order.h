// Which texts go through the network together, and when.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

namespace tango::train {

using Rows = std::vector<std::int64_t>;

/// The batches of one epoch: the texts are shuffled, sorted by length within pools of
/// `kPoolBatches` batches, so that a batch holds texts of similar length, and the batches are
/// shuffled again. A function of its arguments alone.
[[nodiscard]] std::vector<Rows> epoch_batches(
    std::int64_t texts, const std::function<std::int64_t(std::int64_t)>& length,
    std::int64_t batch_size, std::uint64_t seed, std::int64_t epoch);

inline constexpr std::int64_t kPoolBatches = 64;

/// Every text once, shortest first: for evaluation.
[[nodiscard]] std::vector<Rows> sorted_batches(
    std::int64_t texts, const std::function<std::int64_t(std::int64_t)>& length,
    std::int64_t batch_size);

}  // namespace tango::train
