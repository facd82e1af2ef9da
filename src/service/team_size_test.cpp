#include "service/team_size.h"

#include <gtest/gtest.h>

namespace tango::service {
namespace {

TEST(TeamSize, EveryCoreForALoneBatch) {
  EXPECT_EQ(team_size({.workers = 2, .busy = 0, .waiting = 0}), 2);
  EXPECT_EQ(team_size({.workers = 16, .busy = 0, .waiting = 0}), 16);
  EXPECT_EQ(team_size({.workers = 1, .busy = 0, .waiting = 0}), 1);
}

TEST(TeamSize, OneCoreWhereThereIsOtherWork) {
  EXPECT_EQ(team_size({.workers = 2, .busy = 1, .waiting = 0}), 1);
  EXPECT_EQ(team_size({.workers = 2, .busy = 0, .waiting = 1}), 1);
  EXPECT_EQ(team_size({.workers = 16, .busy = 3, .waiting = 100}), 1);
}

TEST(LastBatchSize, IsAnEvenPartForEachWorker) {
  EXPECT_EQ(last_batch_size(10, 2, 0), 5U);
  EXPECT_EQ(last_batch_size(5, 2, 0), 3U);
  EXPECT_EQ(last_batch_size(2, 2, 0), 1U);
  EXPECT_EQ(last_batch_size(5, 1, 0), 5U);
}

TEST(LastBatchSize, IsAllWhereThereAreMoreWorkers) {
  EXPECT_EQ(last_batch_size(1, 2, 0), 1U);
  EXPECT_EQ(last_batch_size(3, 16, 0), 3U);
  EXPECT_EQ(last_batch_size(3, 16, 1), 1U);
}

}  // namespace
}  // namespace tango::service
