#include "model/early_exit_model.h"

#include <map>
#include <string>
#include <utility>

#include <gtest/gtest.h>

#include <tango/error.h>

#include "checkpoint/encoder_names.h"
#include "checkpoint/small_encoder_test.h"
#include "model/encoder/golden_test.h"

namespace tango::model {
namespace {

using checkpoint::EncoderConfig;
using checkpoint::RandomWeights;

/// A checkpoint whose head is one of the off-ramps.
class WithOffRamp final : public checkpoint::WeightSource {
 public:
  WithOffRamp(const EncoderConfig& config, const checkpoint::WeightSource& weights,
              const checkpoint::WeightSource& off_ramps, int layer)
      : weights_(weights), off_ramps_(off_ramps) {
    const checkpoint::EncoderNames names = encoder_names(config, weights);
    const std::string stem = "off_ramps." + std::to_string(layer) + ".";
    for (const char* part : {".weight", ".bias"}) {
      renamed_[names.head_dense + part] = stem + "dense" + part;
      renamed_[names.head_output + part] = stem + "output" + part;
    }
  }
  [[nodiscard]] std::vector<std::string> names() const override { return weights_.names(); }
  [[nodiscard]] bool contains(std::string_view name) const override {
    return weights_.contains(name);
  }
  [[nodiscard]] tensor::Tensor load(std::string_view name,
                                    const tensor::Shape& expected) const override {
    const auto found = renamed_.find(name);
    return found == renamed_.end() ? weights_.load(name, expected)
                                   : off_ramps_.load(found->second, expected);
  }

 private:
  const checkpoint::WeightSource& weights_;
  const checkpoint::WeightSource& off_ramps_;
  std::map<std::string, std::string, std::less<>> renamed_;
};

/// [exits][text]: the logits that each text had at each exit that it reached.
using ExitLogits = std::vector<std::map<std::int32_t, std::vector<float>>>;

/// Text i exits at leaves_at[i], if that is not the last.
ExitLogits run_exits(const EarlyExitModel& model, const std::vector<GoldenInput>& inputs,
                     const std::vector<int>& leaves_at) {
  PackedBatch batch;
  for (const GoldenInput& input : inputs) batch.add(input.token_ids, input.token_type_ids);
  const std::size_t labels = model.config().labels.names.size();
  ExitLogits found(static_cast<std::size_t>(model.config().num_layers));
  const auto workspace = model.make_workspace();
  model.forward(batch, *workspace,
                [&](int exit, std::span<const std::int32_t> texts, std::span<const float> logits,
                    std::vector<bool>& leaves) {
                  for (std::size_t i = 0; i < texts.size(); ++i) {
                    const auto own = logits.subspan(i * labels, labels);
                    found[static_cast<std::size_t>(exit)][texts[i]] = {own.begin(), own.end()};
                    leaves[i] = leaves_at[static_cast<std::size_t>(texts[i])] == exit;
                  }
                });
  return found;
}

/// mpnet-tiny has several labels per text; its logits are the same.
Golden single_label(Golden golden) {
  golden.config.labels.problem_type = checkpoint::ProblemType::kSingleLabelClassification;
  return golden;
}

struct Case {
  const char* golden;
  Precision precision;
};

class EarlyExits : public testing::TestWithParam<Case> {
 protected:
  EarlyExits()
      : golden_(single_label(read_golden(GetParam().golden))),
        weights_(golden_.config, golden_.seed),
        off_ramps_(checkpoint::random_off_ramps(golden_.config, 9)),
        model_(make_early_exit_model(golden_.config, weights_, off_ramps_,
                                     {.precision = GetParam().precision})),
        nobody_leaves_(golden_.inputs.size(), -1) {}

  Golden golden_;
  RandomWeights weights_;
  RandomWeights off_ramps_;
  std::unique_ptr<EarlyExitModel> model_;
  std::vector<int> nobody_leaves_;
};

TEST_P(EarlyExits, EachIsTheModelCutBehindThatLayer) {
  const ExitLogits exits = run_exits(*model_, golden_.inputs, nobody_leaves_);
  const std::size_t labels = golden_.config.labels.names.size();
  for (int layer = 0; layer < golden_.config.num_layers; ++layer) {
    EncoderConfig cut = golden_.config;
    cut.num_layers = layer + 1;
    const bool is_last = layer + 1 == golden_.config.num_layers;
    const WithOffRamp cut_weights(golden_.config, weights_, off_ramps_, layer);
    const auto model = is_last ? make_model(cut, weights_, GetParam().precision)
                               : make_model(cut, cut_weights, GetParam().precision);
    const std::vector<float> expected = run(*model, golden_.inputs);
    for (std::size_t text = 0; text < golden_.inputs.size(); ++text) {
      const std::vector<float>& own =
          exits[static_cast<std::size_t>(layer)].at(static_cast<std::int32_t>(text));
      for (std::size_t label = 0; label < labels; ++label) {
        EXPECT_EQ(own[label], expected[text * labels + label]) << "layer " << layer;
      }
    }
  }
}

TEST_P(EarlyExits, WhatLeavesChangesNothingForTheOthers) {
  const ExitLogits all = run_exits(*model_, golden_.inputs, nobody_leaves_);
  std::vector<int> leaves_at;
  for (std::size_t text = 0; text < golden_.inputs.size(); ++text) {
    leaves_at.push_back(static_cast<int>(text * 7 % (all.size() + 1)) - 1);
  }
  const ExitLogits some = run_exits(*model_, golden_.inputs, leaves_at);
  for (std::size_t exit = 0; exit < all.size(); ++exit) {
    for (std::size_t text = 0; text < golden_.inputs.size(); ++text) {
      const auto place = static_cast<std::int32_t>(text);
      const bool there = leaves_at[text] < 0 || static_cast<int>(exit) <= leaves_at[text];
      ASSERT_EQ(some[exit].contains(place), there);
      if (!there) continue;
      EXPECT_EQ(some[exit].at(place), all[exit].at(place));
    }
  }
}

/// The rows of each text, and the logits after the range's last layer.
struct PartRun {
  std::vector<std::vector<float>> rows;
  std::vector<float> logits;
};

PartRun run_part(const EarlyExitModel& model, const std::vector<GoldenInput>& inputs,
                 LayerRange range, const std::vector<std::vector<float>>& before, base::Team team) {
  PackedBatch batch;
  std::vector<const float*> hidden;
  for (const GoldenInput& input : inputs) batch.add(input.token_ids, input.token_type_ids);
  hidden.reserve(before.size());
  for (const std::vector<float>& rows : before) hidden.push_back(rows.data());
  const auto width = static_cast<std::size_t>(model.config().hidden_size);
  std::vector<float> rows(static_cast<std::size_t>(batch.tokens()) * width);
  PartRun part;
  part.logits.resize(inputs.size() * model.config().labels.names.size());
  model.forward(batch, range, hidden, *model.make_workspace(), part.logits, rows, team);
  auto next = rows.begin();
  for (const GoldenInput& input : inputs) {
    const auto end = next + static_cast<std::ptrdiff_t>(input.token_ids.size() * width);
    part.rows.emplace_back(next, end);
    next = end;
  }
  return part;
}

TEST_P(EarlyExits, ATextGoesOnFromWhereItWasLeftWithTheSameBits) {
  const ExitLogits exits = run_exits(*model_, golden_.inputs, nobody_leaves_);
  base::TeamThreads threads(2, false);
  const int layers = golden_.config.num_layers;
  const auto expect_exit = [&](int layer, const std::vector<float>& logits,
                               std::size_t first_text) {
    const std::size_t labels = golden_.config.labels.names.size();
    for (std::size_t i = 0; i < logits.size(); ++i) {
      const auto text = static_cast<std::int32_t>(first_text + i / labels);
      EXPECT_EQ(logits[i], exits[static_cast<std::size_t>(layer - 1)].at(text)[i % labels]);
    }
  };
  for (int middle = 1; middle < layers; ++middle) {
    for (const base::Team& team : {base::Team(), threads.team(2)}) {
      const PartRun lower = run_part(*model_, golden_.inputs, {0, middle}, {}, team);
      expect_exit(middle, lower.logits, 0);
      expect_exit(layers,
                  run_part(*model_, golden_.inputs, {middle, layers}, lower.rows, team).logits, 0);
      const PartRun last =
          run_part(*model_, {golden_.inputs.back()}, {middle, layers}, {lower.rows.back()}, team);
      expect_exit(layers, last.logits, golden_.inputs.size() - 1);
    }
  }
}

TEST_P(EarlyExits, OnlyTheExitsThatWereLoadedAreThere) {
  const auto model = make_early_exit_model(golden_.config, weights_, off_ramps_,
                                           {.precision = GetParam().precision, .layers = {1}});
  const ExitLogits all = run_exits(*model_, golden_.inputs, nobody_leaves_);
  const PartRun first = run_part(*model, golden_.inputs, {0, 1}, {}, {});
  EXPECT_EQ(first.logits.front(), all[0].at(0).front());
  for (const LayerRange range : {LayerRange{0, 0}, LayerRange{0, 99}, LayerRange{2, 1}}) {
    EXPECT_THROW((void)run_part(*model, golden_.inputs, range, {}, {}), Error);
  }
  if (golden_.config.num_layers > 2) {
    EXPECT_THROW((void)run_part(*model, golden_.inputs, {0, 2}, {}, {}), Error);
  }
}

TEST_P(EarlyExits, NothingRunsOnceAllHaveLeft) {
  const ExitLogits exits =
      run_exits(*model_, golden_.inputs, std::vector<int>(golden_.inputs.size(), 0));
  EXPECT_EQ(exits[0].size(), golden_.inputs.size());
  EXPECT_TRUE(exits[1].empty());
}

INSTANTIATE_TEST_SUITE_P(Models, EarlyExits,
                         testing::Values(Case{"bert-tiny", Precision::kFloat32},
                                         Case{"bert-tiny", Precision::kInt8},
                                         Case{"mpnet-tiny", Precision::kFloat32},
                                         Case{"mpnet-tiny", Precision::kBfloat16},
                                         Case{"roberta-tiny", Precision::kInt8}),
                         [](const auto& test) {
                           return test_name(test.param.golden) + "_" +
                                  std::string(to_string(test.param.precision));
                         });

TEST(EarlyExitModel, WhatItNeedsIsSaid) {
  const Golden golden = read_golden("bert-tiny");
  const RandomWeights weights(golden.config, golden.seed);
  EXPECT_THROW((void)make_early_exit_model(golden.config, weights, weights, {}),
               Error);  // no off-ramps there
  EncoderConfig answers_questions = golden.config;
  answers_questions.labels.problem_type = checkpoint::ProblemType::kSpan;
  EXPECT_THROW((void)make_early_exit_model(answers_questions, weights, weights, {}), Error);
}

}  // namespace
}  // namespace tango::model
