// How many cores one batch gets. Pure policy.
#pragma once

#include <cstddef>

namespace tango::service {

/// The load that a worker sees when it is about to run a batch.
struct Load {
  int workers = 1;          ///< All of them, with this one.
  int busy = 0;             ///< Others that are computing.
  std::size_t waiting = 0;  ///< Texts that are not in this batch: new ones and deferred ones.
};

/// A lone batch gets every core; otherwise each worker has, or soon gets, a batch of its own, and
/// none waits for another.
[[nodiscard]] constexpr int team_size(const Load& load) {
  return load.busy == 0 && load.waiting == 0 ? load.workers : 1;
}

/// How many of the last `waiting` texts (> 0) of a stream, too few for a full batch, one worker
/// takes: an even part, or all of them as one batch for a team if there are more workers than
/// texts.
[[nodiscard]] constexpr std::size_t last_batch_size(std::size_t waiting, int workers, int busy) {
  const auto parts = static_cast<std::size_t>(workers);
  if (busy == 0 && waiting < parts) return waiting;
  return (waiting + parts - 1) / parts;
}

}  // namespace tango::service
