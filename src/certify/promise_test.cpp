#include "certify/promise.h"

#include <gtest/gtest.h>

#include "base/expect_error_test.h"

namespace tango::certify {
namespace {

const std::vector<std::string> kSpamOrHam{"ham", "spam"};

TEST(Promise, APercentageIsAskedBack) {
  base::expect_error(ErrorCode::kUsage, {"98", "did you mean 0.98?"},
                     [] { require_sensible({.keep = 98}, kSpamOrHam); });
  base::expect_error(ErrorCode::kUsage, {"confidence level", "did you mean 0.95?"},
                     [] { require_sensible({.confidence_level = 95}, kSpamOrHam); });
  base::expect_error(ErrorCode::kUsage, {"no sample of texts can show"},
                     [] { require_sensible({.keep = 1}, kSpamOrHam); });
  base::expect_error(ErrorCode::kUsage, {"between 0 and 1"},
                     [] { require_sensible({.keep = 0}, kSpamOrHam); });
  EXPECT_NO_THROW(require_sensible({}, kSpamOrHam));
}

TEST(Promise, FloorsNameClassesOnce) {
  base::expect_error(ErrorCode::kUsage, {"no class \"egg\"", "\"ham\", \"spam\""}, [] {
    require_sensible({.floors = {{"egg", 0.9}}}, kSpamOrHam);
  });
  base::expect_error(ErrorCode::kUsage, {"no class \"SPAM\"", "; did you mean spam?"}, [] {
    require_sensible({.floors = {{"SPAM", 0.9}}}, kSpamOrHam);
  });
  base::expect_error(ErrorCode::kUsage, {"twice"}, [] {
    require_sensible({.floors = {{"ham", 0.9}, {"ham", 0.8}}}, kSpamOrHam);
  });
  base::expect_error(ErrorCode::kUsage, {"\"spam\"", "did you mean 0.95?"}, [] {
    require_sensible({.floors = {{"spam", 95}}}, kSpamOrHam);
  });
}

TEST(Promise, ACostMustBePossible) {
  const auto expect_fault = [](CostTarget::Kind kind, double value, const std::string& part) {
    Promise promise;
    promise.at_cost = {.kind = kind, .value = value};
    base::expect_error(ErrorCode::kUsage, {part}, [&] { require_possible(promise); });
  };
  expect_fault(CostTarget::Kind::kBudget, 10, "did you mean 0.1?");
  expect_fault(CostTarget::Kind::kSpeedup, 1, "above 1");
  expect_fault(CostTarget::Kind::kLatency, 0, "more than 0");
  Promise promise;
  promise.at_cost = {.kind = CostTarget::Kind::kSpeedup, .value = 5};
  EXPECT_NO_THROW(require_possible(promise));
  promise.labelled = true;
  EXPECT_THROW(require_possible(promise), Error);
  promise.labelled = false;
  promise.floors = {{"spam", 0.9}};
  EXPECT_THROW(require_possible(promise), Error);
}

TEST(Promise, ReadsAFloor) {
  const ClassFloor floor = parse_class_floor("a=b=0.95");
  EXPECT_EQ(floor.label, "a=b");
  EXPECT_EQ(floor.keep, 0.95);
  for (const char* bad : {"spam", "=0.9", "spam=", "spam=0.9x"}) {
    base::expect_error(ErrorCode::kUsage, {"spam=0.95"}, [&] { (void)parse_class_floor(bad); });
  }
}

}  // namespace
}  // namespace tango::certify
