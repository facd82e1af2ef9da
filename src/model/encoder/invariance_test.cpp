// The logits of a text are the same, bit for bit, alone and in any batch, order, thread and team.
#include <atomic>
#include <cmath>
#include <cstring>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "base/random.h"
#include "base/sanitized.h"
#include "checkpoint/random_weights.h"
#include "model/encoder/golden_test.h"
#include "model/random_token_ids_test.h"

namespace tango::model {
namespace {

constexpr int kMany = base::kSanitized ? 60 : 2000;
constexpr int kMostTexts = 8;
constexpr int kMostTokens = base::kSanitized ? 200 : 512;
constexpr std::size_t kTexts = base::kSanitized ? 40 : 100;

/// Texts of every length that panels and vectors treat specially, and log-uniform ones.
std::vector<GoldenInput> text_pool(const checkpoint::EncoderConfig& config) {
  std::vector<int> lengths{1,  1,  2,  3,  5,  15, 16,  17,  31,  32,  33,
                           47, 48, 49, 95, 96, 97, 191, 192, 193, 511, 512};
  const base::RandomStream random(1, "lengths");
  std::erase_if(lengths, [](int length) { return length > kMostTokens; });
  while (lengths.size() < kTexts) {
    const float unit = (random.signed_unit(lengths.size()) + 1) / 2;
    lengths.push_back(1 +
                      static_cast<int>(std::pow(static_cast<float>(kMostTokens), unit) * 0.998F));
  }
  std::vector<GoldenInput> pool;
  for (const int length : lengths) {
    GoldenInput input{
        random_token_ids(1, "text " + std::to_string(pool.size()), length, config.vocab_size),
        std::vector<std::int32_t>(static_cast<std::size_t>(length))};
    for (std::size_t i = input.token_type_ids.size() / 2; i < input.token_type_ids.size(); ++i) {
      input.token_type_ids[i] = config.type_vocab_size > 1 ? 1 : 0;
    }
    pool.push_back(std::move(input));
  }
  return pool;
}

class Compositions {
 public:
  Compositions(const checkpoint::EncoderConfig& config, Precision precision)
      : model_(make_model(config, checkpoint::RandomWeights(config, 3), precision)),
        pool_(text_pool(config)) {
    for (const GoldenInput& text : pool_) alone_.push_back(run(*model_, {text}));
  }

  /// Runs compositions `first`, `first + step` … below `count` in one workspace; returns how many
  /// texts had other bits than when run alone.
  [[nodiscard]] int differing(int first, int step, int count, base::Team team = {}) const {
    const auto workspace = model_->make_workspace();
    PackedBatch batch;
    std::vector<std::size_t> members;
    std::vector<float> logits;
    int different = 0;
    for (int index = first; index < count; index += step) {
      const base::RandomStream random(1, "composition " + std::to_string(index));
      batch.clear();
      members.resize(1 + random.below(0, kMostTexts));
      for (std::size_t i = 0; i < members.size(); ++i) {
        members[i] = random.below(i + 1, pool_.size());
        batch.add(pool_[members[i]].token_ids, pool_[members[i]].token_type_ids);
      }
      logits.resize(model_->logits_of(batch));
      model_->forward(batch, *workspace, logits, team);
      const float* own = logits.data();
      for (const std::size_t member : members) {
        const std::vector<float>& expected = alone_[member];
        different += std::memcmp(own, expected.data(), expected.size() * sizeof(float)) != 0;
        own += expected.size();
      }
    }
    return different;
  }

  [[nodiscard]] int differing_on_two_threads(int count) const {
    std::atomic<int> different = 0;
    std::thread other([&] { different += differing(1, 2, count); });
    different += differing(0, 2, count);
    other.join();
    return different;
  }

 private:
  std::unique_ptr<Model> model_;
  std::vector<GoldenInput> pool_;
  std::vector<std::vector<float>> alone_;
};

checkpoint::EncoderConfig small_encoder(checkpoint::EncoderConfig config) {
  config.vocab_size = 1000;
  config.num_layers = 2;
  return config;
}

class Invariance : public testing::TestWithParam<Precision> {
 protected:
  static int compositions() { return GetParam() == Precision::kFloat32 ? kMany : kMany / 8; }
};

TEST_P(Invariance, ManyCompositionsOfASmallEncoder) {
  const Compositions texts(small_encoder(read_golden("tinybert4").config), GetParam());
  EXPECT_EQ(texts.differing_on_two_threads(compositions()), 0);
}

TEST_P(Invariance, ManyCompositionsWhereTokensGo) {
  checkpoint::EncoderConfig config = small_encoder(read_golden("tinybert4").config);
  config.num_layers = 3;
  config.token_shares = {0.7F, 0.3F, 0.3F};
  for (const bool reads : {false, true}) {
    if (reads) config.labels = checkpoint::span_labels();
    const Compositions texts(config, GetParam());
    EXPECT_EQ(texts.differing_on_two_threads(compositions() / 10), 0);
    base::TeamThreads threads(3, false);
    EXPECT_EQ(texts.differing(0, 1, compositions() / 50, threads.team(3)), 0);
  }
}

TEST_P(Invariance, WidthsOfTheLargeModels) {
  for (const char* name : {"mpnet-base", "bert-base"}) {
    const Compositions texts(small_encoder(read_golden(name).config), GetParam());
    EXPECT_EQ(texts.differing_on_two_threads(compositions() / 100), 0) << name;
  }
}

TEST_P(Invariance, ManyCompositionsOfOtherFamilies) {
  for (const char* name :
       {"electra-tiny", "albert-tiny-groups", "xlm-roberta-tiny", "deberta-tiny-long",
        "deberta-tiny-apart", "modernbert-tiny", "modernbert-tiny-mean", "modernbert-tiny-biases",
        "modernbert-tiny-span-long"}) {
    checkpoint::EncoderConfig config = read_golden(name).config;
    config.max_position_embeddings = 520;
    const Compositions texts(config, GetParam());
    EXPECT_EQ(texts.differing_on_two_threads(compositions() / 10), 0) << name;
    base::TeamThreads threads(3, false);
    EXPECT_EQ(texts.differing(0, 1, compositions() / 50, threads.team(3)), 0) << name;
  }
}

TEST_P(Invariance, AWorkspaceRemembersNothing) {
  // One thread, one workspace, every text twice in different batches.
  const Compositions texts(small_encoder(read_golden("tinybert4").config), GetParam());
  EXPECT_EQ(texts.differing(0, 1, 20) + texts.differing(0, 1, 20), 0);
}

TEST_P(Invariance, ATeamGivesTheBitsOfOneThread) {
  const Compositions texts(small_encoder(read_golden("mpnet-base").config), GetParam());
  base::TeamThreads threads(3, false);
  for (int members = 2; members <= 3; ++members) {
    EXPECT_EQ(texts.differing(0, 1, compositions() / 50, threads.team(members)), 0);
  }
}

INSTANTIATE_TEST_SUITE_P(Precisions, Invariance,
                         testing::Values(Precision::kFloat32, Precision::kBfloat16,
                                         Precision::kInt8),
                         [](const auto& test) { return std::string(to_string(test.param)); });

}  // namespace
}  // namespace tango::model
