// Batches of texts, each on one of several pinned threads.
#pragma once

#include <atomic>
#include <cstddef>
#include <span>
#include <vector>

#include "base/pinned_workers.h"

namespace tango::evaluate {

/// Of `items` in batches of `batch`, the last one maybe smaller.
inline std::vector<std::size_t> ends_of_batches(std::size_t items, int batch) {
  std::vector<std::size_t> ends;
  const auto size = static_cast<std::size_t>(batch);
  for (std::size_t end = size; end < items; end += size) ends.push_back(end);
  if (items > 0) ends.push_back(items);
  return ends;
}

/// Calls make_worker() once on each of `workers` threads, thread i bound to the process's i-th CPU,
/// and what it returns with [begin, end) of each batch, whoever is free first. `ends`: where each
/// batch ends, from the first item on.
/// Returns when all are done; rethrows the first exception, once every thread has stopped.
template <typename MakeWorker>
void for_each_batch(std::span<const std::size_t> ends, int workers, const MakeWorker& make_worker) {
  std::atomic<std::size_t> next = 0;
  base::PinnedWorkers(workers).run([&](int) {
    try {
      auto worker = make_worker();
      for (std::size_t batch = next++; batch < ends.size(); batch = next++) {
        worker(batch == 0 ? 0 : ends[batch - 1], ends[batch]);
      }
    } catch (...) {
      next = ends.size();  // the others stop, too
      throw;
    }
  });
}

}  // namespace tango::evaluate
