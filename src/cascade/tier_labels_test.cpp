#include "cascade/tier_labels.h"

#include <gtest/gtest.h>

#include "base/expect_error_test.h"

namespace tango::cascade {
namespace {

using checkpoint::Labels;
using checkpoint::ProblemType;

void expect_refused(const Labels& own, const Labels& whole, bool are_named,
                    const std::vector<std::string>& words) {
  base::expect_error(ErrorCode::kInvalidModel, words,
                     [&] { require_labels_of(own, whole, are_named, "c: tier 1"); });
}

TEST(TierLabels, AreTheCascadesOrNamedByIt) {
  const Labels own{.names = {"negative", "positive"}};
  EXPECT_NO_THROW(require_labels_of(own, own, false, ""));
  EXPECT_NO_THROW(require_labels_of(own, {.names = {"no", "yes"}}, true, ""));
  expect_refused(own, {.names = {"no", "yes"}}, false, {"c: tier 1 answers", "must agree"});
  expect_refused(own, {.names = {"no", "yes", "perhaps"}}, true, {"must agree"});
}

TEST(TierLabels, InAnotherOrderWouldTurnEveryAnswerRound) {
  const Labels own{.names = {"negative", "positive"}};
  for (const bool are_named : {false, true}) {
    expect_refused(own, {.names = {"positive", "negative"}}, are_named, {"in another order"});
  }
}

TEST(TierLabels, OfAnotherProblemAreRefusedByName) {
  const Labels own{.names = {"a", "b"}};
  const Labels several{.names = {"a", "b"}, .problem_type = ProblemType::kMultiLabelClassification};
  expect_refused(own, several, true, {"single_label_classification", "multi_label_classification"});
}

}  // namespace
}  // namespace tango::cascade
