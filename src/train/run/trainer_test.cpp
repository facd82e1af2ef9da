#include "train/run/trainer.h"

#include <fstream>
#include <limits>
#include <numeric>

#include <gtest/gtest.h>

#include <tango/error.h>

#include "base/random.h"
#include "base/temporary_directory_test.h"
#include "train/network/bilstm.h"
#include "train/optimize/loss.h"
#include "train/run/scoring.h"
#include "train/run/shards.h"

namespace tango::train {
namespace {

const checkpoint::BiLstmConfig kConfig{.vocab_size = 20,
                                       .embedding_size = 6,
                                       .hidden_size = 5,
                                       .num_layers = 1,
                                       .dense_size = 7,
                                       .max_words = 16,
                                       .labels = {{"without", "with"}, {}}};

/// Texts of the words 2 … 19; the label says whether word 7 is there.
DataSet make_data(int texts) {
  DataSet data;
  std::vector<std::int64_t> labels;
  const base::RandomStream random(3, "words");
  std::uint64_t draw = 0;
  for (int text = 0; text < texts; ++text) {
    text::Encoding encoding;
    const std::uint64_t words = 1 + random.below(draw++, 9);
    bool with = false;
    for (std::uint64_t word = 0; word < words; ++word) {
      encoding.ids.push_back(2 + static_cast<std::int32_t>(random.below(draw++, 18)));
      with = with || encoding.ids.back() == 7;
    }
    labels.push_back(with ? 1 : 0);
    data.add(encoding);
  }
  data.targets = at::tensor(labels, at::kLong);
  return data;
}

/// A run from fresh weights that is stopped at step `fail_at`; 0: never.
struct Experiment {
  explicit Experiment(std::filesystem::path where) : directory(std::move(where)) {}

  TrainingResult run(std::int64_t fail_at = 0, const std::string& identity = "test") {
    parameters = make_bilstm_parameters(kConfig, normal_tensor({20, 6}, 0.4, 1, "words"), 1);
    const BiLstm network(parameters, kConfig, {.dropout = dropout, .word_dropout = dropout / 2});
    std::int64_t calls = 0;
    const auto logits = [&](const Batch& batch, Pass& pass) { return network.logits(batch, pass); };
    const Objective objective{.data = &data,
                              .loss =
                                  [&](const Batch& batch, Pass& pass) {
                                    if (fail_at > 0 && ++calls == fail_at)
                                      throw std::runtime_error("cut off");
                                    return task_loss(kConfig.labels.problem_type,
                                                     logits(batch, pass),
                                                     rows_of(data.targets, batch));
                                  },
                              .evaluate =
                                  [&] {
                                    return score(kConfig.labels, task::Metric::kAccuracy,
                                                 all_logits(dev, logits), dev.targets);
                                  }};
    return train(parameters, objective, options, directory, identity);
  }

  std::filesystem::path directory;
  DataSet data = make_data(300), dev = make_data(100);
  Parameters parameters;
  double dropout = 0.2;
  TrainerOptions options{.epochs = 4,
                         .batch_size = 16,
                         .learning_rate = 2e-2,
                         .evaluations_per_epoch = 2,
                         .save_every_s = 0,
                         .seed = 9,
                         .quiet = true};
};

void expect_equal(const Parameters& left, const Parameters& right) {
  for (const Parameter& one : left.all()) {
    EXPECT_TRUE(one.value.equal(right.at(one.name))) << one.name;
  }
}

std::string content(const std::filesystem::path& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

TEST(Trainer, LearnsWhatCanBeLearnt) {
  const base::TemporaryDirectory directory;
  Experiment experiment(directory.path());
  experiment.options.epochs = 30;
  const TrainingResult result = experiment.run();
  EXPECT_EQ(result.steps, 30 * 19);
  EXPECT_GT(result.best.score, 0.95);
}

TEST(Trainer, GoesOnAfterAStopAsIfThereHadBeenNone) {
  const base::TemporaryDirectory whole, cut;
  Experiment straight(whole.path());
  const TrainingResult expected = straight.run();

  Experiment stopped(cut.path());
  EXPECT_THROW((void)stopped.run(23), std::runtime_error);
  EXPECT_THROW((void)stopped.run(30), std::runtime_error);  // of those that were left
  const TrainingResult result = stopped.run();

  EXPECT_EQ(result.steps, expected.steps);
  EXPECT_EQ(result.best_step, expected.best_step);
  EXPECT_EQ(result.best.score, expected.best.score);
  expect_equal(straight.parameters, stopped.parameters);
  EXPECT_EQ(content(whole.path() / "log.jsonl"), content(cut.path() / "log.jsonl"));
}

TEST(Trainer, ShardsGiveTheLossAndGradientOfTheWholeBatch) {
  const DataSet data = make_data(16);
  const Parameters parameters =
      make_bilstm_parameters(kConfig, normal_tensor({20, 6}, 0.4, 1, "words"), 1);
  const BiLstm network(parameters, kConfig, {.dropout = 0, .word_dropout = 0});
  const Objective objective{.data = &data,
                            .loss =
                                [&](const Batch& batch, Pass& pass) {
                                  return task_loss(kConfig.labels.problem_type,
                                                   network.logits(batch, pass),
                                                   rows_of(data.targets, batch));
                                },
                            .evaluate = nullptr};
  Rows rows(16);
  std::iota(rows.begin(), rows.end(), 0);
  const auto gradients = [&](std::int64_t shards, double& loss) {
    loss = Shards(objective, parameters.trainable(), shards).backward(rows, 1, 0);
    std::vector<at::Tensor> all;
    for (const Parameter& one : parameters.trainable()) {
      all.push_back(one.value.grad());
      at::Tensor(one.value).mutable_grad().reset();
    }
    return all;
  };
  double whole = 0, summed = 0;
  const auto expected = gradients(1, whole);
  const auto found = gradients(3, summed);
  EXPECT_NEAR(whole, summed, 1e-6);
  for (std::size_t i = 0; i < expected.size(); ++i) {
    EXPECT_TRUE(expected[i].allclose(found[i], 1e-4, 1e-6)) << parameters.trainable()[i].name;
  }
}

TEST(Trainer, HowThreadsRunShardsDoesNotMatter) {
  const base::TemporaryDirectory first, second;
  Experiment once(first.path()), again(second.path());
  once.options.shards = again.options.shards = 4;
  (void)once.run();
  (void)again.run();
  expect_equal(once.parameters, again.parameters);
  EXPECT_EQ(content(first.path() / "log.jsonl"), content(second.path() / "log.jsonl"));
}

TEST(Trainer, RefusesTheStateOfAnotherRun) {
  const base::TemporaryDirectory directory;
  Experiment experiment(directory.path());
  EXPECT_THROW((void)experiment.run(5), std::runtime_error);
  try {
    (void)experiment.run(0, "another");
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::kUsage);
  }
}

TEST(Trainer, StopsWhenPatienceEnds) {
  const base::TemporaryDirectory directory;
  Experiment experiment(directory.path());
  experiment.options.learning_rate = 0;  // nothing gets better
  experiment.options.patience = 3;
  const TrainingResult result = experiment.run();
  EXPECT_EQ(result.best_step, 9);
  EXPECT_EQ(result.steps, 9 * 4);
}

TEST(Trainer, SaysWhenTheLossIsNotFinite) {
  const base::TemporaryDirectory directory;
  Experiment experiment(directory.path());
  experiment.options.learning_rate = std::numeric_limits<double>::infinity();
  try {
    (void)experiment.run();
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::kInvalidInput);
    EXPECT_NE(std::string(error.what()).find("lower learning rate"), std::string::npos);
  }
}

}  // namespace
}  // namespace tango::train
