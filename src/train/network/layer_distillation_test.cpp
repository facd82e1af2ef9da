#include "train/network/layer_distillation.h"

#include <cmath>

#include <gtest/gtest.h>

#include <tango/error.h>

#include "train/network/small_encoder_test.h"
#include "train/optimize/adam_w.h"

namespace tango::train {
namespace {

checkpoint::EncoderConfig config_of(int layers, int hidden, int heads) {
  return small_config(checkpoint::Family::kBert, layers, hidden, heads);
}

struct Model {
  Model(const checkpoint::EncoderConfig& shape, std::uint64_t seed, bool trainable)
      : config(shape), parameters(random_parameters(config, seed)) {
    parameters.set_trainable(trainable);
    encoder = std::make_unique<Encoder>(
        parameters, config,
        EncoderOptions{.compute = Compute::kFloat32, .dropout = 0, .lora = std::nullopt});
  }
  checkpoint::EncoderConfig config;
  Parameters parameters;
  std::unique_ptr<Encoder> encoder;
};

Batch batch_of(std::int64_t padding) {
  std::vector<std::int64_t> ids{7, 8, 9};
  ids.resize(static_cast<std::size_t>(3 + padding), 0);
  return {{0},
          at::tensor(ids, at::kLong).unsqueeze(0),
          at::zeros({1, 3 + padding}, at::kLong),
          at::tensor(std::vector<std::int64_t>{3}, at::kLong)};
}

TEST(LayerDistillation, IsTheSumOfItsParts) {
  const Model student(config_of(1, 8, 2), 3, true);
  const Model teacher(config_of(2, 12, 2), 4, false);
  const LayerDistillation layers(*student.encoder, student.config, *teacher.encoder, teacher.config,
                                 5);
  Pass pass;
  const Batch batch = batch_of(0);
  std::vector<at::Tensor> scores, wanted_scores;
  const auto states = student.encoder->hidden_states(batch, pass, &scores);
  const auto wanted = teacher.encoder->hidden_states(batch, pass, &wanted_scores);
  const at::Tensor projection = layers.parameters().at("projection");
  double expected = 0;
  expected += (at::linear(states[0], projection) - wanted[0]).square().mean().item<double>();
  expected += (at::linear(states[1], projection) - wanted[2]).square().mean().item<double>();
  expected += (scores[0] - wanted_scores[1]).square().mean().item<double>();
  EXPECT_NEAR(layers.loss(batch, batch, pass).item<double>(), expected, 1e-5 * expected);
}

TEST(LayerDistillation, PaddingHasNoPart) {
  const Model student(config_of(1, 8, 2), 3, true);
  const Model teacher(config_of(2, 12, 2), 4, false);
  const LayerDistillation layers(*student.encoder, student.config, *teacher.encoder, teacher.config,
                                 5);
  Pass pass;
  const auto alone = layers.loss(batch_of(0), batch_of(0), pass).item<double>();
  EXPECT_NEAR(layers.loss(batch_of(4), batch_of(4), pass).item<double>(), alone, 1e-5 * alone);
}

TEST(LayerDistillation, IsLearnt) {
  const Model student(config_of(2, 12, 2), 3, true);
  const Model teacher(config_of(4, 12, 2), 4, false);
  const LayerDistillation layers(*student.encoder, student.config, *teacher.encoder, teacher.config,
                                 5);
  std::vector<Parameter> all = student.parameters.trainable();
  for (const Parameter& one : layers.parameters().all()) all.push_back(one);
  AdamW optimizer(all, {.weight_decay = 0});
  double first = 0;
  double last = 0;
  for (int step = 0; step < 100; ++step) {
    Pass pass;
    const at::Tensor loss = layers.loss(batch_of(1), batch_of(1), pass);
    last = loss.item<double>();
    if (step == 0) first = last;
    loss.backward();
    optimizer.step(0.01);
  }
  EXPECT_LT(last, 0.05 * first);
  for (const Parameter& one : teacher.parameters.all()) {
    EXPECT_FALSE(one.value.grad().defined()) << one.name;
  }
}

TEST(LayerDistillation, RefusesWhatDoesNotCorrespond) {
  const Model student(config_of(2, 8, 2), 3, true);
  const Model other_layers(config_of(3, 8, 2), 4, false);
  const Model other_heads(config_of(4, 8, 4), 4, false);
  for (const Model* teacher : {&other_layers, &other_heads}) {
    EXPECT_THROW(
        LayerDistillation(*student.encoder, student.config, *teacher->encoder, teacher->config, 5),
        Error);
  }
}

}  // namespace
}  // namespace tango::train
