#include "train/network/early_exits.h"

#include <cmath>

#include <ATen/core/grad_mode.h>
#include <gtest/gtest.h>

#include "train/network/small_encoder_test.h"
#include "train/optimize/adam_w.h"

namespace tango::train {
namespace {

Batch small_batch() {
  return {{0, 1},
          at::tensor(std::vector<std::int64_t>{7, 8, 9, 11, 12, 0}, at::kLong).view({2, 3}),
          at::zeros({2, 3}, at::kLong),
          at::tensor(std::vector<std::int64_t>{3, 2}, at::kLong)};
}

class EarlyExitsOf : public testing::TestWithParam<checkpoint::Family> {
 protected:
  EarlyExitsOf()
      : config_(small_config(GetParam(), 3, 16, 2)), encoder_(random_parameters(config_, 3)) {
    exits_ = std::make_unique<EarlyExits>(
        encoder_, config_, EncoderOptions{.compute = Compute::kFloat32, .dropout = 0}, 5);
  }

  checkpoint::EncoderConfig config_;
  Parameters encoder_;
  std::unique_ptr<EarlyExits> exits_;
};

TEST_P(EarlyExitsOf, StandBehindEveryLayerButTheLast) {
  Pass pass;
  const auto logits = exits_->logits(small_batch(), pass);
  ASSERT_EQ(logits.off_ramps.size(), 2U);
  const std::vector<std::int64_t> shape{2, 3};
  EXPECT_EQ(logits.off_ramps[0].sizes().vec(), shape);
  const Encoder alone(encoder_, config_, {.compute = Compute::kFloat32, .dropout = 0, .lora = {}});
  EXPECT_TRUE(at::equal(logits.last, alone.logits(small_batch(), pass)));
}

TEST_P(EarlyExitsOf, OnlyTheyLearn) {
  Pass pass;
  exits_->loss_of_last(small_batch(), pass).backward();
  for (const Parameter& one : exits_->parameters().all()) {
    EXPECT_TRUE(one.value.grad().defined()) << one.name;
  }
  for (const Parameter& one : encoder_.all()) EXPECT_FALSE(one.value.grad().defined()) << one.name;
}

TEST_P(EarlyExitsOf, LossesAreThoseOfTheirDefinitions) {
  Pass pass;
  const Batch batch = small_batch();
  const auto logits = exits_->logits(batch, pass);
  const std::vector<std::int64_t> targets{2, 0};
  double labels = 0;
  double last = 0;
  for (const at::Tensor& one : logits.off_ramps) {
    for (std::int64_t text = 0; text < 2; ++text) {
      const at::Tensor p = at::softmax(one[text].detach(), 0).to(at::kDouble);
      const at::Tensor q = at::softmax(logits.last[text], 0).to(at::kDouble);
      labels -= std::log(p[targets[static_cast<std::size_t>(text)]].item<double>()) / 2;
      for (std::int64_t k = 0; k < 3; ++k) {
        const auto found = p[k].item<double>();
        last += found * std::log(found / q[k].item<double>()) / 2;
      }
    }
  }
  EXPECT_NEAR(exits_->loss_of_labels(batch, pass, at::tensor(targets, at::kLong)).item<double>(),
              labels, 1e-5);
  EXPECT_NEAR(exits_->loss_of_last(batch, pass).item<double>(), last, 1e-5);
}

TEST_P(EarlyExitsOf, LearnToAnswerAsTheLastLayer) {
  AdamW optimizer(exits_->parameters().trainable(), {.weight_decay = 0});
  double first = 0;
  double loss = 0;
  for (int step = 0; step < 150; ++step) {
    Pass pass;
    const at::Tensor found = exits_->loss_of_last(small_batch(), pass);
    loss = found.item<double>();
    if (step == 0) first = loss;
    found.backward();
    optimizer.step(0.01);
  }
  EXPECT_LT(loss, 0.02 * first);
}

INSTANTIATE_TEST_SUITE_P(Families, EarlyExitsOf,
                         testing::Values(checkpoint::Family::kBert,
                                         checkpoint::Family::kDistilBert));

}  // namespace
}  // namespace tango::train
