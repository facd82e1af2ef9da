#include "remote/pace.h"

#include <gtest/gtest.h>

namespace tango::remote {
namespace {

using namespace std::chrono_literals;

constexpr TimePoint kNow{1000s};

double seconds(Duration duration) { return std::chrono::duration<double>(duration).count(); }

TEST(Budget, LetsAMinutesWorthGoAndThenSpreadsThem) {
  Budget budget(60);
  for (int i = 0; i < 60; ++i) {
    EXPECT_EQ(budget.wait_for(1, kNow), 0s);
    budget.spend(1, kNow);
  }
  EXPECT_NEAR(seconds(budget.wait_for(1, kNow)), 1, 1e-6);
  EXPECT_NEAR(seconds(budget.wait_for(3, kNow)), 3, 1e-6);
  EXPECT_EQ(budget.wait_for(1, kNow + 1s), 0s);
  EXPECT_EQ(budget.wait_for(60, kNow + 60s), 0s);
}

TEST(Budget, WhatExceedsItWaitsUntilItIsFull) {
  Budget budget(100);
  EXPECT_EQ(budget.wait_for(1000, kNow), 0s);
  budget.spend(1000, kNow);
  EXPECT_NEAR(seconds(budget.wait_for(1, kNow)), 540.6, 0.1);
  budget.spend(-950, kNow);  // it took 50
  EXPECT_EQ(budget.wait_for(50, kNow), 0s);
}

TEST(Budget, NoneIsNoLimit) {
  Budget budget(0);
  budget.spend(1e9, kNow);
  EXPECT_EQ(budget.wait_for(1e9, kNow), 0s);
}

TEST(Circuit, OpensAfterFailuresInARowAndTriesAgain) {
  Circuit circuit;
  for (int i = 0; i < 4; ++i) circuit.failed(kNow);
  circuit.succeeded();
  for (int i = 0; i < 4; ++i) circuit.failed(kNow);
  EXPECT_EQ(circuit.closed_for(kNow), 0s);
  circuit.failed(kNow);
  EXPECT_EQ(circuit.closed_for(kNow), 5s);
  EXPECT_EQ(circuit.closed_for(kNow + 5s), 0s) << "one tries";
  EXPECT_GT(circuit.closed_for(kNow + 5s), 0s) << "the others wait for what it finds";
  circuit.failed(kNow + 6s);
  EXPECT_EQ(circuit.closed_for(kNow + 6s), 10s) << "twice as long";
  EXPECT_EQ(circuit.closed_for(kNow + 16s), 0s);
  circuit.succeeded();
  EXPECT_EQ(circuit.closed_for(kNow + 16s), 0s);
}

TEST(BackOff, Doubles) {
  EXPECT_NEAR(seconds(back_off(1, 1)), 0.5, 1e-6);
  EXPECT_NEAR(seconds(back_off(1, 0)), 0.25, 1e-6);
  EXPECT_NEAR(seconds(back_off(3, 1)), 2, 1e-6);
  EXPECT_NEAR(seconds(back_off(100, 1)), 20, 1e-6);
}

}  // namespace
}  // namespace tango::remote
