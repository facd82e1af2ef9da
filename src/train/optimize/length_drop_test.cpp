#include "train/optimize/length_drop.h"

#include <gtest/gtest.h>

#include <tango/error.h>

#include "train/network/small_encoder_test.h"
#include "train/optimize/loss.h"

namespace tango::train {
namespace {

constexpr auto kProblem = checkpoint::ProblemType::kSingleLabelClassification;

Batch batch_of_pairs() {
  Batch batch;
  batch.token_ids = at::tensor({2, 9, 8, 17, 30, 3, 2, 11, 5, 3, 0, 0}, at::kLong).view({2, 6});
  batch.token_type_ids = at::zeros({2, 6}, at::kLong);
  batch.lengths = at::tensor({6, 4}, at::kLong);
  return batch;
}

TEST(LengthDrop, SharesFallByAtMostTheDrop) {
  EXPECT_EQ(shortest_shares(3, 0.5), (std::vector<float>{0.5F, 0.25F, 0.125F}));
  std::vector<float> before;
  for (std::uint64_t step = 0; step < 50; ++step) {
    Pass pass(7, step);
    const std::vector<float> shares = random_shares(4, 0.3, pass);
    float last = 1;
    for (const float share : shares) {
      EXPECT_LE(share, last);
      EXPECT_GE(share, 0.7F * last * 0.9999F);
      last = share;
    }
    EXPECT_NE(shares, before);
    before = shares;
  }
}

TEST(LengthDrop, TheLossIsTheMeanOfTheWholeAndTheSubModels) {
  const checkpoint::EncoderConfig config = small_config(checkpoint::Family::kBert, 3, 12, 2);
  const Parameters parameters = random_parameters(config, 5);
  const Encoder encoder(parameters, config, {.compute = Compute::kFloat32, .dropout = 0});
  const Batch batch = batch_of_pairs();
  const auto task = [](const at::Tensor& logits) { return logits.square().mean(); };
  const auto loss = [&](const LengthDropOptions& options, std::uint64_t step) {
    Pass pass(1, step);
    return sandwich_loss(encoder, options, kProblem, batch, pass, task).item<float>();
  };
  Pass none;
  const at::Tensor whole = encoder.logits(batch, none);
  EXPECT_EQ(loss({.drop = 0}, 3), task(whole).item<float>());
  const at::Tensor shortest = encoder.reduced_logits(batch, none, shortest_shares(3, 0.5));
  EXPECT_GT((shortest - whole).abs().max().item<float>(), 1e-4);
  const at::Tensor expected = (task(whole) + soft_loss(shortest, whole, 1)) / 2;
  EXPECT_NEAR(loss({.drop = 0.5, .sub_models = 1}, 3), expected.item<float>(), 1e-6);
  EXPECT_NE(loss({.drop = 0.5, .sub_models = 2}, 3), loss({.drop = 0.5, .sub_models = 2}, 4));
}

TEST(LengthDrop, IsOfEncodersWithoutRelativePositions) {
  checkpoint::EncoderConfig config = small_config(checkpoint::Family::kMpnet, 2, 12, 2);
  config.type_vocab_size = 0;
  config.position_offset = 2;
  config.relative_attention_num_buckets = 32;
  const Parameters parameters = random_parameters(config, 5);
  const Encoder encoder(parameters, config, {.compute = Compute::kFloat32, .dropout = 0});
  Pass pass(1, 1);
  EXPECT_THROW((void)sandwich_loss(encoder, {.drop = 0.2}, kProblem, batch_of_pairs(), pass,
                                   [](const at::Tensor& logits) { return logits.mean(); }),
               Error);
}

}  // namespace
}  // namespace tango::train
