#include "certify/learned_texts.h"

#include <vector>

#include <gtest/gtest.h>

#include "base/expect_error_test.h"

namespace tango::certify {
namespace {

Sample sample_of_texts(std::size_t first, std::size_t count) {
  Sample sample;
  for (std::size_t text = first; text < first + count; ++text) {
    cascade::Request request;
    request.text = "Text " + std::to_string(text) + "!";
    sample.rows.push_back(sample.texts.size());
    sample.texts.push_back(std::move(request));
  }
  return sample;
}

TEST(LearnedTexts, TextsThatAScoreKnowsDoNotCertifyIt) {
  const std::string learned_from =
      learned_texts(sample_of_texts(0, 5), std::vector<std::size_t>{1, 3});
  EXPECT_EQ(learned_from.size(), 32U);
  EXPECT_NO_THROW(require_not_learned(sample_of_texts(4, 5), learned_from));
  base::expect_error(ErrorCode::kInvalidInput, {"1 of the 5 texts", "Text 3!"},
                     [&] { require_not_learned(sample_of_texts(3, 5), learned_from); });
  Sample same = sample_of_texts(4, 1);
  same.texts[0].text = "text 3";
  EXPECT_THROW(require_not_learned(same, learned_from), Error) << "but for case and punctuation";
  base::expect_error(ErrorCode::kInvalidInput, {"does not say"},
                     [&] { require_not_learned(sample_of_texts(4, 5), ""); });
}

TEST(LearnedTexts, OfManyTextsAThousandAreKnown) {
  const Sample many = sample_of_texts(0, 5000);
  const std::string learned_from = learned_texts(many, many.rows);
  EXPECT_EQ(learned_from.size(), 16000U);
  EXPECT_THROW(require_not_learned(sample_of_texts(4900, 100), learned_from), Error);
  EXPECT_NO_THROW(require_not_learned(sample_of_texts(5000, 100), learned_from));
}

}  // namespace
}  // namespace tango::certify
