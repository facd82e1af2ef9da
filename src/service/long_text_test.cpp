// Texts of more windows than a batch takes.
#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "cascade/exit_tiers_test.h"
#include "service/completions_test.h"

namespace tango::service {
namespace {

using namespace std::chrono_literals;
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

/// A text of 500 batches of two windows each, on one worker.
class LongTextOfManyBatches : public testing::Test {
 protected:
  static constexpr int kBatches = 500;

  void submit_long(Submission text = {}) {
    text.request.text = std::string(kBatches * 32, '9');
    text.cascade = long_;
    text.completions = queue_;
    (void)service_.submit(std::move(text));
  }

  std::function<void()> on_batch_;
  std::atomic<int> batches_ = 0;
  std::shared_ptr<CompletionQueue> queue_ = std::make_shared<CompletionQueue>();
  std::shared_ptr<const cascade::Cascade> long_ = shared(make_two_tiers(
      0, LongText::kWindow, {.on_forward = [this](const model::PackedBatch& batch, base::Team) {
        EXPECT_EQ(batch.texts(), 2);
        ++batches_;
        if (on_batch_) on_batch_();
      }}));
  Service service_{{.workers = 1, .batches = {{.texts = 32, .tokens = 32}, {}}}};
};

TEST_F(LongTextOfManyBatches, IsAnswered) {
  submit_long();
  const ByTag ended = await(*queue_, 1);
  ASSERT_NE(ended.at(0).answer(), nullptr);
  EXPECT_EQ(ended.at(0).answer()->windows, 2 * kBatches);
  EXPECT_EQ(ended.at(0).answer()->tokens, 32 * kBatches);
  EXPECT_EQ(batches_, kBatches);
  const Snapshot snapshot = service_.snapshot();
  EXPECT_EQ(snapshot.tokens_in_flight, 0);
  EXPECT_EQ(snapshot.bytes_in_flight, 0U);
}

TEST_F(LongTextOfManyBatches, EndsWithItsBatchOnceItIsCancelled) {
  std::stop_source cancel;
  on_batch_ = [&] {
    if (batches_ == 3) cancel.request_stop();
  };
  submit_long({.cancel = cancel.get_token()});
  EXPECT_EQ(code_of(await(*queue_, 1).at(0)), ErrorCode::kCancelled);
  EXPECT_EQ(batches_, 3);
}

TEST_F(LongTextOfManyBatches, EndsAtItsDeadline) {
  on_batch_ = [] { std::this_thread::sleep_for(20ms); };
  submit_long({.deadline = Clock::now() + 200ms});
  EXPECT_EQ(code_of(await(*queue_, 1).at(0)), ErrorCode::kDeadline);
  EXPECT_LE(batches_, 11);
}

TEST_F(LongTextOfManyBatches, IsNotWaitedForBeyondTheTimeToStop) {
  std::atomic<bool> began = false;
  on_batch_ = [&] {
    began = true;
    std::this_thread::sleep_for(5ms);
  };
  submit_long();
  while (!began) std::this_thread::yield();
  service_.stop(Clock::now() + 20ms);
  EXPECT_EQ(code_of(await(*queue_, 1).at(0)), ErrorCode::kStopping);
  EXPECT_LT(batches_, kBatches / 2);
}

TEST_F(LongTextOfManyBatches, LetsOthersInBetween) {
  std::vector<int> computed;  // after how many batches of the long text
  const auto note = [&](const model::PackedBatch&, base::Team) { computed.push_back(batches_); };
  const auto other =
      shared(make_two_tiers(1, LongText::kTruncate, {.on_forward = note}, {.on_forward = note}));
  on_batch_ = [&] {
    if (batches_ % 100 != 0 || batches_ == kBatches) return;
    (void)service_.submit({.request = {.text = "9"},
                           .cascade = other,
                           .completions = queue_,
                           .tag = static_cast<std::uint64_t>(batches_.load())});
  };
  submit_long();
  for (const auto& [tag, completion] : await(*queue_, 5)) {
    EXPECT_NE(completion.answer(), nullptr) << tag;
  }
  ASSERT_EQ(computed.size(), 8U);
  for (std::size_t i = 0; i < computed.size(); ++i) {
    const int submitted = static_cast<int>(i / 2 + 1) * 100;
    EXPECT_LE(computed[i], submitted + 2) << i;
  }
}

TEST(LongText, HasTheBitsOfAllWindowsAtOnce) {
  const auto cascade = shared(
      cascade::make_exit_cascade({1.0F, 1.0F}, model::Precision::kFloat32, LongText::kWindow, 16));
  Service service({.workers = 2, .batches = {3, {.texts = 32, .tokens = 40}}});
  const auto queue = std::make_shared<CompletionQueue>();
  const auto request = [](std::uint64_t tag) {
    return cascade::Request{.text = std::string(3 * tag + 1, static_cast<char>('a' + tag % 26))};
  };
  constexpr std::uint64_t kTexts = 60;
  for (std::uint64_t tag = 0; tag < kTexts; ++tag) {
    (void)service.submit(
        {.request = request(tag), .cascade = cascade, .completions = queue, .tag = tag});
  }
  for (const auto& [tag, completion] : await(*queue, kTexts)) {
    ASSERT_NE(completion.answer(), nullptr);
    EXPECT_EQ(completion.answer()->tier, 3);
    EXPECT_EQ(completion.answer()->logits, cascade::answer_alone(*cascade, 2, request(tag)).logits)
        << tag;
  }
  EXPECT_EQ(service.snapshot().bytes_in_flight, 0U);
}

}  // namespace
}  // namespace tango::service
