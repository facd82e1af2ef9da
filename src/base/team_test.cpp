#include "base/team.h"

#include <cstdlib>
#include <new>
#include <set>
#include <stdexcept>
#include <string>
#include <thread>

#include <gtest/gtest.h>
#include <sched.h>
#include <sys/resource.h>

#include "base/cpu_count.h"

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#define TANGO_COUNTS_ALLOCATIONS 1
namespace {
std::atomic<int> allocations = 0;
}  // namespace
// NOLINTBEGIN(cppcoreguidelines-no-malloc)
[[gnu::noinline]] void* operator new(std::size_t size) {
  ++allocations;
  if (void* memory = std::malloc(size)) return memory;
  throw std::bad_alloc();
}
[[gnu::noinline]] void operator delete(void* memory) noexcept { std::free(memory); }
[[gnu::noinline]] void operator delete(void* memory, std::size_t /*size*/) noexcept {
  std::free(memory);
}
// NOLINTEND(cppcoreguidelines-no-malloc)
#endif

namespace tango::base {
namespace {

class TeamOf : public testing::TestWithParam<int> {};

TEST_P(TeamOf, RunsOnceOnEachMember) {
  TeamThreads threads(GetParam(), false);
  const Team team = threads.team(GetParam());
  ASSERT_EQ(team.size(), GetParam());
  std::vector<std::thread::id> ids(static_cast<std::size_t>(team.size()));
  for (int round = 0; round < 100; ++round) {
    std::vector<int> calls(ids.size());
    team.run([&](const TeamMember& member) {
      EXPECT_EQ(member.size(), GetParam());
      ++calls.at(static_cast<std::size_t>(member.rank()));
      ids.at(static_cast<std::size_t>(member.rank())) = std::this_thread::get_id();
    });
    ASSERT_EQ(calls, std::vector<int>(ids.size(), 1));
  }
  EXPECT_EQ(ids.front(), std::this_thread::get_id());
  EXPECT_EQ(std::set<std::thread::id>(ids.begin(), ids.end()).size(), ids.size());
}

TEST_P(TeamOf, ABarrierShowsWhatAllWroteBefore) {
  TeamThreads threads(GetParam(), false);
  const auto size = static_cast<std::size_t>(GetParam());
  std::vector<int> written(size);
  std::atomic<int> wrong = 0;
  threads.team(GetParam()).run([&](TeamMember& member) {
    for (int round = 1; round <= 500; ++round) {
      written[static_cast<std::size_t>(member.rank())] = round;
      member.barrier();
      if (written != std::vector<int>(size, round)) ++wrong;
      member.barrier();
    }
  });
  EXPECT_EQ(wrong, 0);
}

TEST_P(TeamOf, AMemberThatThrowsFreesTheOthers) {
  TeamThreads threads(GetParam(), false);
  const Team team = threads.team(GetParam());
  for (int round = 0; round < 50; ++round) {
    for (int thrower = 0; thrower < team.size(); ++thrower) {
      std::atomic<int> past = 0;
      try {
        team.run([&](TeamMember& member) {
          member.barrier();
          if (member.rank() == thrower) throw std::runtime_error(std::to_string(thrower));
          member.barrier();
          ++past;
        });
        FAIL() << "no exception";
      } catch (const std::runtime_error& error) {
        EXPECT_EQ(error.what(), std::to_string(thrower));
      }
      EXPECT_EQ(past, 0);
    }
  }
  EXPECT_THROW(team.run([](TeamMember&) { throw std::runtime_error("all"); }), std::runtime_error);
  std::atomic<int> calls = 0;
  team.run([&](TeamMember& member) {
    member.barrier();
    ++calls;
  });
  EXPECT_EQ(calls, team.size());
}

TEST_P(TeamOf, SharesEveryItemOnce) {
  for (const int items : {0, 1, 2, 7, 64, 1000}) {
    for (const int grain : {1, 3, 16}) {
      int next = 0;
      int largest = 0;
      int smallest = items;
      for (int rank = 0; rank < GetParam(); ++rank) {
        const auto [begin, end] = TeamMember(rank, GetParam(), nullptr).share(items, grain);
        EXPECT_EQ(begin, next);
        EXPECT_TRUE(begin % grain == 0 || begin == items) << begin;
        next = end;
        largest = std::max(largest, end - begin);
        smallest = std::min(smallest, end - begin);
      }
      EXPECT_EQ(next, items);
      EXPECT_LE(largest - smallest, 2 * grain - 1) << items << " items by " << grain;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Sizes, TeamOf, testing::Values(1, 2, 3, 6));

TEST(Team, TheDefaultIsAPlainCall) {
  std::thread::id id;
  Team().run([&](TeamMember& member) {
    member.barrier();
    EXPECT_EQ(member.share(7), std::pair(0, 7));
    id = std::this_thread::get_id();
  });
  EXPECT_EQ(id, std::this_thread::get_id());
  EXPECT_THROW(Team().run([](TeamMember&) { throw std::runtime_error("x"); }), std::runtime_error);
}

TEST(Team, IsNoLargerThanItsThreads) {
  TeamThreads threads(2, false);
  EXPECT_EQ(threads.team(5).size(), 2);
  EXPECT_EQ(threads.team(0).size(), 1);
  EXPECT_EQ(TeamThreads(0, false).size(), 1);
}

TEST(Team, SmallerTeamsUseTheSeatsThatFollowTheCallers) {
  TeamThreads threads(4, false);
  const auto members = [&](int size, int seat) {
    std::vector<std::thread::id> ids(static_cast<std::size_t>(size));
    threads.team(size, seat).run([&](const TeamMember& member) {
      ids[static_cast<std::size_t>(member.rank())] = std::this_thread::get_id();
    });
    return ids;
  };
  const std::vector<std::thread::id> from_0 = members(4, 0);
  EXPECT_EQ(members(2, 1)[1], from_0[2]);
  EXPECT_EQ(members(3, 0)[2], from_0[2]);
  EXPECT_EQ(members(3, 2)[1], from_0[3]);
}

TEST(Team, PinnedMembersKeepToOneCpu) {
  TeamThreads threads(2, true);
  int cpus = 0;
  threads.team(2).run([&](const TeamMember& member) {
    if (member.rank() == 0) return;
    cpu_set_t set;
    CPU_ZERO(&set);
    ASSERT_EQ(sched_getaffinity(0, sizeof set, &set), 0);
    cpus = CPU_COUNT(&set);
  });
  EXPECT_EQ(cpus, 1);
}

/// How often this thread gave its CPU to another so far.
long switches() {
  rusage usage{};
  (void)::getrusage(RUSAGE_THREAD, &usage);
  return usage.ru_nvcsw + usage.ru_nivcsw;
}

TEST(Team, GivesWayAtBarriersWhereAsked) {
  std::atomic<bool> over = false;
  std::atomic<bool> runs = false;
  std::thread other([&] {
    pin_this_thread(0);
    for (runs = true; !over;) {
    }
  });
  std::thread([&] {
    pin_this_thread(0);
    while (!runs) std::this_thread::yield();
    TeamThreads threads(1, false, true);
    const long before = switches();
    threads.team(1).run([](TeamMember& member) {
      for (int i = 0; i < 50; ++i) member.barrier();
    });
    EXPECT_GE(switches(), before + 10);
  }).join();
  over = true;
  other.join();
}

#ifdef TANGO_COUNTS_ALLOCATIONS
TEST(Team, ARunAllocatesNothing) {
  TeamThreads threads(3, false);
  const Team team = threads.team(3);
  const auto work = [](TeamMember& member) { member.barrier(); };
  team.run(work);  // starts the threads
  const int before = allocations;
  for (int round = 0; round < 100; ++round) team.run(work);
  EXPECT_EQ(allocations, before);
}
#endif

}  // namespace
}  // namespace tango::base
