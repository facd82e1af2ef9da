// Batches of texts, each on one of several pinned threads.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

#include "base/cpu_count.h"

namespace tango::evaluate {

/// Calls make_worker() once on each of `workers` threads, thread i bound to the process's i-th CPU,
/// and what it returns with [begin, end) of each batch of `batch` items, whoever is free first.
/// Returns when all are done; rethrows the first exception, once every thread has stopped.
template <typename MakeWorker>
void for_each_batch(std::size_t items, int batch, int workers, const MakeWorker& make_worker) {
  std::atomic<std::size_t> next = 0;
  std::mutex mutex;
  std::exception_ptr failure;
  const auto size = static_cast<std::size_t>(batch);
  const auto work = [&](int index) {
    try {
      base::pin_this_thread(index);
      auto worker = make_worker();
      for (std::size_t begin = next.fetch_add(size); begin < items; begin = next.fetch_add(size)) {
        worker(begin, std::min(begin + size, items));
      }
    } catch (...) {
      next = items;
      const std::scoped_lock lock(mutex);
      if (!failure) failure = std::current_exception();
    }
  };
  {
    std::vector<std::jthread> threads;
    threads.reserve(static_cast<std::size_t>(workers));
    for (int index = 0; index < workers; ++index) threads.emplace_back(work, index);
  }
  if (failure) std::rethrow_exception(failure);
}

}  // namespace tango::evaluate
