#include "recipe/self_agreement.h"

#include <gtest/gtest.h>

#include "base/expect_error_test.h"

namespace tango::recipe {
namespace {

SelfAgreement seen(std::int64_t asked_again, std::int64_t alike) {
  return {.texts = 1000, .asked_again = asked_again, .alike = alike};
}

TEST(SelfAgreement, TheUpperEndOfItsIntervalCapsWhatIsKept) {
  EXPECT_EQ(capped(0.98, {}), 0.98);
  EXPECT_EQ(capped(0.98, seen(200, 199)), 0.98);
  EXPECT_EQ(capped(0.98, seen(200, 190)), 0.975) << "rounded down";
  EXPECT_EQ(capped(0.9, seen(200, 190)), 0.9);
  const std::string less = in_words(seen(200, 190), 0.98);
  EXPECT_NE(
      less.find("190 of 200 texts got the same answer (95.0 %; 95 % interval 91.0 to 97.6 %)"),
      std::string::npos)
      << less;
  EXPECT_NE(less.find("more than 97.5 % can't be promised"), std::string::npos) << less;
  EXPECT_EQ(in_words(seen(200, 200), 0.98).find("WARNING"), std::string::npos);
}

TEST(SelfAgreement, FewTextsThatWereAskedAgainCapNothing) {
  for (const SelfAgreement& few : {seen(1, 0), seen(2, 1), seen(19, 5)}) {
    EXPECT_EQ(capped(0.98, few), 0.98) << few.alike << " of " << few.asked_again;
    EXPECT_NE(in_words(few, 0.98).find("ask some 200 texts again"), std::string::npos);
  }
  EXPECT_NE(in_words({}, 0.98).find("Ask some 200 texts again"), std::string::npos);
}

TEST(SelfAgreement, AnswersOfWhichLessThanHalfMayBeGivenAgainAreRefused) {
  base::expect_error(ErrorCode::kInvalidInput,
                     {"Asked again, 3 of 40 texts got the same answer", "at most 20.4 %"},
                     [] { (void)capped(0.9, seen(40, 3)); });
}

TEST(SelfAgreement, ThatEveryTextIsThereTwiceIsSaid) {
  const std::string words = in_words({.texts = 900, .asked_again = 900, .alike = 900}, 0.98);
  EXPECT_NE(words.find("every text has two answers"), std::string::npos) << words;
}

}  // namespace
}  // namespace tango::recipe
