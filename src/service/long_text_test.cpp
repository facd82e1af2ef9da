// Texts of more windows than a batch takes.
#include <string>

#include <gtest/gtest.h>

#include "cascade/fake_tier.h"
#include "service/completions_test.h"

namespace tango::service {
namespace {

using cascade::LongText;
using cascade::fake::make_two_tiers;

TEST(LongText, OfMoreTokensThanATextMayHaveIsRefused) {
  Service service({.workers = 1, .max_text_tokens = 40});
  const auto queue = std::make_shared<CompletionQueue>();
  const auto cascade = shared(make_two_tiers(0, LongText::kWindow));  // windows of 16 tokens
  for (const std::uint64_t tokens : {40U, 41U}) {
    (void)service.submit({.request = {.text = std::string(tokens, '9')},
                          .cascade = cascade,
                          .completions = queue,
                          .tag = tokens});
  }
  const ByTag ended = await(*queue, 2);
  ASSERT_NE(ended.at(40).answer(), nullptr);
  EXPECT_EQ(ended.at(40).answer()->windows, 3);
  ASSERT_EQ(code_of(ended.at(41)), ErrorCode::kInvalidInput);
  EXPECT_STREQ(ended.at(41).error()->what(),
               "a text of 41 tokens in 3 windows, where a text may have 40 tokens; shorten it, or "
               "send it in parts");
}

}  // namespace
}  // namespace tango::service
