// Cascades whose tiers are exits of their last: what is deferred goes on from its hidden rows.
#include <string>

#include <gtest/gtest.h>

#include "cascade/exit_tiers_test.h"
#include "service/completions_test.h"

namespace tango::service {
namespace {

std::string text_of(std::uint64_t tag) {
  return std::string(tag * 7 % 29 + 1, static_cast<char>('a' + tag % 26));
}

cascade::Answer answer_of(const cascade::Cascade& cascade, const cascade::Request& request) {
  for (int tier = 0;; ++tier) {
    cascade::Answer answer = cascade::answer_alone(cascade, tier, request);
    if (cascade.accepts(request, answer)) return answer;
  }
}

TEST(ExitCascade, AnswersAsItsTiersDoAlone) {
  for (const model::Precision precision : {model::Precision::kFloat32, model::Precision::kInt8}) {
    const auto cascade = shared(cascade::make_exit_cascade({0.55F, 0.55F}, precision));
    Service service({.workers = 2});
    const auto queue = std::make_shared<CompletionQueue>();
    constexpr std::uint64_t kTexts = 300;
    for (std::uint64_t tag = 0; tag < kTexts; ++tag) {
      cascade::Request request{.text = text_of(tag)};
      if (tag % 7 == 0) request.tier = 3;
      if (tag % 5 == 0) request.threshold = 1.0F;
      service.submit({.request = request, .cascade = cascade, .completions = queue, .tag = tag});
    }
    std::map<int, int> tiers;
    for (const auto& [tag, completion] : await(*queue, kTexts)) {
      ASSERT_NE(completion.answer(), nullptr);
      cascade::Request request{.text = text_of(tag)};
      if (tag % 5 == 0) request.threshold = 1.0F;
      const cascade::Answer expected =
          tag % 7 == 0 ? cascade::answer_alone(*cascade, 2, request) : answer_of(*cascade, request);
      EXPECT_EQ(completion.answer()->tier, expected.tier) << tag;
      EXPECT_EQ(completion.answer()->logits, expected.logits) << tag;
      ++tiers[expected.tier];
    }
    EXPECT_EQ(tiers.size(), 3U) << "the thresholds should let every tier answer some";
    EXPECT_EQ(service.snapshot().bytes_in_flight, 0U);
  }
}

TEST(ExitCascade, WhatATierLeavesCountsUntilTheTextEnds) {
  std::size_t most = 0;
  const auto cascade = shared(cascade::make_exit_cascade({1.0F, 1.0F}));
  Service service({.workers = 1});
  const auto queue = std::make_shared<CompletionQueue>();
  constexpr std::uint64_t kTexts = 2000;
  std::vector<Submission> all;
  for (std::uint64_t tag = 0; tag < kTexts; ++tag) {
    all.push_back(
        {.request = {.text = text_of(tag)}, .cascade = cascade, .completions = queue, .tag = tag});
  }
  service.submit(all);
  std::size_t texts = 0;
  for (std::uint64_t tag = 0; tag < kTexts; ++tag) texts += text_of(tag).size();
  while (service.snapshot().texts_in_flight > 0) {
    most = std::max(most, service.snapshot().bytes_in_flight);
  }
  EXPECT_GT(most, texts) << "hidden rows take more than the texts";
  EXPECT_EQ(service.snapshot().bytes_in_flight, 0U);
  EXPECT_EQ(await(*queue, kTexts).size(), kTexts);
}

}  // namespace
}  // namespace tango::service
