#include "base/pinned_workers.h"

#include <atomic>
#include <set>
#include <stdexcept>
#include <thread>
#include <vector>

#include <gtest/gtest.h>
#include <sched.h>

namespace tango::base {
namespace {

int cpus_of_this_thread() {
  cpu_set_t set;
  CPU_ZERO(&set);
  return sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 0;
}

TEST(PinnedWorkers, EachRunsOnItsOwnThreadAndCpuButNeverOnTheCallers) {
  const int cpus_before = cpus_of_this_thread();
  for (const int size : {1, 2, 5}) {
    PinnedWorkers workers(size);
    ASSERT_EQ(workers.size(), size);
    std::vector<std::thread::id> ids(static_cast<std::size_t>(size));
    for (int round = 0; round < 50; ++round) {
      std::vector<int> calls(ids.size()), cpus(ids.size());
      workers.run([&](int worker) {
        const auto index = static_cast<std::size_t>(worker);
        ++calls.at(index);
        cpus[index] = cpus_of_this_thread();
        if (round == 0) ids[index] = std::this_thread::get_id();
        EXPECT_EQ(ids[index], std::this_thread::get_id());
      });
      ASSERT_EQ(calls, std::vector<int>(ids.size(), 1));
      ASSERT_EQ(cpus, std::vector<int>(ids.size(), 1));
    }
    std::set<std::thread::id> different(ids.begin(), ids.end());
    EXPECT_EQ(different.size(), ids.size());
    EXPECT_FALSE(different.contains(std::this_thread::get_id()));
  }
  EXPECT_EQ(cpus_of_this_thread(), cpus_before);
}

TEST(PinnedWorkers, AnExceptionComesOutOnceAllHaveStopped) {
  PinnedWorkers workers(3);
  for (int round = 0; round < 20; ++round) {
    std::atomic<int> finished = 0;
    EXPECT_THROW(workers.run([&](int worker) {
      if (worker == 1) throw std::runtime_error("worker 1");
      ++finished;
    }),
                 std::runtime_error);
    EXPECT_EQ(finished, 2);
  }
  std::atomic<int> calls = 0;
  workers.run([&](int) { ++calls; });
  EXPECT_EQ(calls, 3);
}

}  // namespace
}  // namespace tango::base
