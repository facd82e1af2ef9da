#include "service/fair_queue.h"

#include <algorithm>
#include <string>

#include <gtest/gtest.h>

namespace tango::service {
namespace {

struct Named : Task {
  explicit Named(char c) : name(c) {}
  char name;
};

Task& add(FairQueue& queue, char name, std::uint64_t tenant, Priority priority = Priority::kNormal,
          int tokens = 16) {
  auto task = std::make_unique<Named>(name);
  Task& added = *task;
  task->tenant = tenant;
  task->priority = priority;
  task->tokens = tokens;
  queue.add(std::move(task));
  return added;
}

std::string pop_all(FairQueue& queue) {
  std::string order;
  while (!queue.empty()) order += static_cast<const Named&>(*queue.pop()).name;
  return order;
}

TEST(FairQueue, TenantsTakeTurns) {
  FairQueue queue;
  for (const char name : {'a', 'b', 'c', 'd'}) add(queue, name, 1);
  for (const char name : {'X', 'Y'}) add(queue, name, 2);
  const std::string order = pop_all(queue);
  EXPECT_EQ(order.substr(4), "cd");
  EXPECT_LT(order.find('X'), 2U);
  EXPECT_LT(order.find('Y'), 4U);
}

TEST(FairQueue, NewTextsWaitForOneBatchOfAllThatHaveBegun) {
  FairQueue queue;
  for (const char name : {'X', 'Y', 'Z'}) {
    auto task = std::make_unique<Named>(name);
    task->begun = true;
    task->tokens = 4 * 32 - 16;
    queue.add(std::move(task));
  }
  EXPECT_FALSE(queue.has_new());
  for (const char name : {'a', 'b', 'c', 'd', 'e', 'f'}) add(queue, name, 0);
  EXPECT_TRUE(queue.has_new());
  EXPECT_EQ(pop_all(queue), "aXbcdeYfZ");
}

TEST(FairQueue, LongTextsCostMore) {
  FairQueue queue;
  for (const char name : {'A', 'B'}) add(queue, name, 1, Priority::kNormal, 4 * 32 - 16);
  for (const char name : {'a', 'b', 'c', 'd', 'e', 'f'}) add(queue, name, 2);
  const std::string order = pop_all(queue);
  EXPECT_GE(order.find('B'), 5U);
}

TEST(FairQueue, WhoComesLateHasNoCredit) {
  FairQueue queue;
  for (int i = 0; i < 8; ++i) add(queue, 'a', 1);
  for (int i = 0; i < 4; ++i) (void)queue.pop();
  for (int i = 0; i < 4; ++i) add(queue, 'X', 2);
  const std::string order = pop_all(queue);
  EXPECT_NE(order.substr(0, 4), "XXXX");
}

TEST(FairQueue, PrioritiesHaveShares) {
  FairQueue queue;
  for (int i = 0; i < 16; ++i) add(queue, 'h', 1, Priority::kHigh);
  for (int i = 0; i < 16; ++i) add(queue, 'n', 1);
  for (int i = 0; i < 16; ++i) add(queue, 'b', 1, Priority::kBackground);
  const std::string order = pop_all(queue);
  EXPECT_NEAR(static_cast<double>(std::ranges::count(order.substr(0, 20), 'h')), 16, 2);
  EXPECT_LE(std::ranges::count(order.substr(0, 32), 'b'), 1);
}

TEST(FairQueue, WhatIsTakenOutIsGone) {
  FairQueue queue;
  Task& only = add(queue, 'x', 3);
  add(queue, 'a', 1);
  Task& middle = add(queue, 'b', 1);
  add(queue, 'c', 1);
  EXPECT_EQ(queue.remove(middle).get(), &middle);
  (void)queue.remove(only);
  EXPECT_EQ(queue.size(), 2U);
  add(queue, 'd', 3);
  std::string order = pop_all(queue);
  std::ranges::sort(order);
  EXPECT_EQ(order, "acd");
}

TEST(FairQueue, ManyTenantsComeAndGo) {
  FairQueue queue;
  for (std::uint64_t i = 0; i < 10'000; ++i) {
    add(queue, 'a', i);
    if (i % 3 == 0) (void)queue.pop();
  }
  EXPECT_EQ(pop_all(queue).size(), 6'666U);
}

}  // namespace
}  // namespace tango::service
