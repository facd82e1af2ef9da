#include "serve/overload/admission.h"

#include <gtest/gtest.h>

namespace tango::serve {
namespace {

using Decision = Admission::Decision;

/// Requests of one token each, until one is refused.
std::size_t fill(Admission& admission, std::uint64_t tenant) {
  std::size_t taken = 0;
  for (; admission.decide(tenant, 1) != Decision::kRefuse; ++taken) admission.add(tenant, 1);
  return taken;
}

TEST(Admission, TakesWhatFitsAndOneRequestThatNeverWould) {
  Admission admission({.tokens = 10});
  EXPECT_EQ(admission.decide(0, 100), Decision::kTake);
  admission.add(0, 100);
  EXPECT_EQ(admission.decide(0, 1), Decision::kRefuse);
  admission.release(0, 100);
  EXPECT_EQ(fill(admission, 0), 10U);
  admission.release(0, 1);
  EXPECT_EQ(admission.decide(0, 2), Decision::kRefuse);
  EXPECT_EQ(admission.decide(0, 1), Decision::kTake);
}

TEST(Admission, LeavesRoomForOtherKeys) {
  Admission admission({.tokens = 1000});
  EXPECT_NEAR(static_cast<double>(fill(admission, 1)), 800, 2);
  EXPECT_GE(fill(admission, 2), 100U);
  admission.release(1, 600);  // then both have equal shares of what is there
  const std::size_t first = 200 + fill(admission, 1);
  admission.release(1, first);
  EXPECT_EQ(admission.decide(1, 1), Decision::kTake);
}

TEST(Admission, TwoThatAskForAllGetTheSame) {
  Admission admission({.tokens = 900});
  std::size_t taken[3] = {};
  for (int i = 0; i < 2000; ++i) {
    const std::uint64_t tenant = 1 + i % 2;
    if (admission.decide(tenant, 1) == Decision::kRefuse) continue;
    admission.add(tenant, 1);
    ++taken[tenant];
  }
  EXPECT_NEAR(static_cast<double>(taken[1]), 400, 3);
  EXPECT_NEAR(static_cast<double>(taken[2]), 400, 3);
}

TEST(Admission, DegradesBeforeItRefuses) {
  Admission admission({.tokens = 10, .degrade_from = 0.5});
  admission.add(0, 4);
  EXPECT_EQ(admission.decide(0, 1), Decision::kTake);
  EXPECT_EQ(admission.decide(0, 2), Decision::kDegrade);
  admission.add(0, 6);
  EXPECT_EQ(admission.decide(0, 1), Decision::kRefuse);
}

TEST(Admission, ChargesTheTiersThatAreExpectedToRead) {
  Admission admission({.tokens = 100, .degrade_from = 0.8});
  admission.add(0, 40);
  EXPECT_EQ(admission.decide(0, 20, 1.25), Decision::kTake);
  EXPECT_EQ(admission.decide(0, 40, 1.25), Decision::kDegrade);
  EXPECT_EQ(admission.decide(0, 60, 1.25), Decision::kDegrade);  // by one tier, it fits
  EXPECT_EQ(admission.decide(0, 61, 1.25), Decision::kRefuse);
  EXPECT_EQ(Admission::charge_of(Decision::kTake, 40, 1.25), 60U);
  EXPECT_EQ(Admission::charge_of(Decision::kDegrade, 40, 1.25), 40U);
  Admission never({.tokens = 100});
  never.add(0, 40);
  EXPECT_EQ(never.decide(0, 40, 1.25), Decision::kTake);
  EXPECT_EQ(never.decide(0, 41, 1.25), Decision::kRefuse);
  EXPECT_EQ(never.decide(0, 41, 10), Decision::kRefuse);
}

TEST(Admission, RefusesUnreadWhatWouldBeRefusedBySizeWhereLittleIsFree) {
  Admission admission({.tokens = 2560});
  const std::size_t large = 100'000;  // bytes: most of them may be no text
  EXPECT_FALSE(admission.refuses_unread(0, large));
  admission.add(1, 2048);
  EXPECT_FALSE(admission.refuses_unread(0, large));
  EXPECT_FALSE(admission.refuses_unread(2, large));
  EXPECT_TRUE(admission.refuses_unread(1, 0));  // it has more than four times what is free
  admission.add(0, 503);
  EXPECT_TRUE(admission.refuses_unread(0, large));
  EXPECT_FALSE(admission.refuses_unread(0, 20));
  admission.add(0, 8);
  EXPECT_TRUE(admission.refuses_unread(0, 0));
}

}  // namespace
}  // namespace tango::serve
