#include "model/bilstm/bilstm.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <thread>

#include <gtest/gtest.h>

#include <tango/error.h>

#include "base/json.h"
#include "base/random.h"
#include "base/sanitized.h"
#include "checkpoint/config_parsers.h"
#include "checkpoint/random_weights.h"
#include "model/random_token_ids_test.h"
#include "model/with_infinity_test.h"

namespace tango::model {
namespace {

constexpr std::uint64_t kSeed = 31;

checkpoint::BiLstmConfig paper_config() {
  return {.vocab_size = 10000,
          .embedding_size = 50,
          .hidden_size = 64,
          .num_layers = 2,
          .dense_size = 200,
          .max_words = 128,
          .labels = {.names = {"negative", "positive"}}};
}

std::unique_ptr<Model> make_random(const checkpoint::BiLstmConfig& config, std::uint64_t seed,
                                   Precision precision = Precision::kFloat32) {
  return make_bilstm(config, checkpoint::RandomWeights(config, seed), precision);
}

std::vector<float> logits_of(const Model& model, const PackedBatch& batch, Workspace& workspace) {
  std::vector<float> logits(static_cast<std::size_t>(batch.texts() * model.num_labels()));
  model.forward(batch, workspace, logits);
  return logits;
}

class BiLstmParity : public testing::TestWithParam<const char*> {};

TEST_P(BiLstmParity, LogitsAreThoseOfPyTorch) {
  const std::filesystem::path path = std::filesystem::path(TANGO_SOURCE_DIR) /
                                     "tests/golden/bilstm" / (std::string(GetParam()) + ".json");
  const base::Json golden = base::read_json(path);
  const auto config = std::get<checkpoint::BiLstmConfig>(
      checkpoint::parse_model_config(golden.at("config"), path.string()));
  const auto seed = golden.at("seed").get<std::uint64_t>();
  PackedBatch batch;
  for (const base::Json& input : golden.at("inputs")) {
    batch.add(input.contains("token_ids")
                  ? input.at("token_ids").get<std::vector<std::int32_t>>()
                  : random_token_ids(seed, "input " + std::to_string(batch.texts()),
                                     input.at("length").get<int>(), config.vocab_size),
              {});
  }
  const auto model = make_random(config, seed);
  const std::vector<float> found = logits_of(*model, batch, *model->make_workspace());
  std::vector<float> expected;
  for (const auto& row : golden.at("logits").get<std::vector<std::vector<float>>>()) {
    expected.insert(expected.end(), row.begin(), row.end());
  }
  ASSERT_EQ(found.size(), expected.size());
  for (std::size_t i = 0; i < found.size(); ++i) EXPECT_NEAR(found[i], expected[i], 2e-5) << i;
}

INSTANTIATE_TEST_SUITE_P(Goldens, BiLstmParity,
                         testing::Values("paper", "one-layer", "three-layers", "odd-sizes"));

// Counts the parameters that a model loads.
class CountingWeights final : public checkpoint::WeightSource {
 public:
  explicit CountingWeights(const WeightSource& source) : source_(source) {}
  [[nodiscard]] std::vector<std::string> names() const override { return source_.names(); }
  [[nodiscard]] bool contains(std::string_view name) const override {
    return source_.contains(name);
  }
  [[nodiscard]] tensor::Tensor load(std::string_view name,
                                    const tensor::Shape& expected) const override {
    parameters += expected.elements();
    ++tensors;
    return source_.load(name, expected);
  }
  mutable std::int64_t parameters = 0;
  mutable std::size_t tensors = 0;

 private:
  const WeightSource& source_;
};

TEST(BiLstm, HasThePapersSize) {
  const checkpoint::RandomWeights source(paper_config(), kSeed);
  const CountingWeights weights(source);
  (void)make_bilstm(paper_config(), weights);
  EXPECT_EQ(weights.parameters, 684922);
  EXPECT_EQ(weights.tensors, source.names().size());
}

// Texts of 1 … 128 words with their logits alone.
struct Pool {
  explicit Pool(const Model& model) {
    const auto workspace = model.make_workspace();
    for (int length = 1; length <= model.max_tokens(); ++length) {
      texts.push_back(random_token_ids(kSeed, "pool " + std::to_string(length), length, 10000));
      PackedBatch alone;
      alone.add(texts.back(), {});
      logits.push_back(logits_of(model, alone, *workspace));
    }
  }
  std::vector<std::vector<std::int32_t>> texts;
  std::vector<std::vector<float>> logits;
};

// Runs `rounds` random batches; returns how many texts had other bits than when run alone.
int differing(const Model& model, const Pool& pool, std::uint64_t seed, int rounds) {
  const base::RandomStream random(seed, "compositions");
  const auto workspace = model.make_workspace();
  std::uint64_t draw = 0;
  int differ = 0;
  for (int round = 0; round < rounds; ++round) {
    PackedBatch batch;
    std::vector<std::size_t> members(1 + random.below(draw++, round % 50 == 0 ? 100 : 8));
    for (std::size_t& member : members) {
      member = random.below(draw++, pool.texts.size());
      batch.add(pool.texts[member], {});
    }
    const std::vector<float> found = logits_of(model, batch, *workspace);
    for (std::size_t i = 0; i < members.size(); ++i) {
      const std::vector<float>& alone = pool.logits[members[i]];
      if (!std::equal(alone.begin(), alone.end(), &found[i * alone.size()])) ++differ;
    }
  }
  return differ;
}

constexpr int kRounds = base::kSanitized ? 50 : 400;

class BiLstmPrecision : public testing::TestWithParam<Precision> {};

TEST_P(BiLstmPrecision, ATextHasTheSameBitsInAnyBatchOnAnyThread) {
  const auto model = make_random(paper_config(), kSeed, GetParam());
  const Pool pool(*model);
  int differ[2] = {-1, -1};
  std::thread other([&] { differ[1] = differing(*model, pool, 2, kRounds); });
  differ[0] = differing(*model, pool, 1, kRounds);
  other.join();
  EXPECT_EQ(differ[0], 0);
  EXPECT_EQ(differ[1], 0);
}

TEST_P(BiLstmPrecision, LogitsAreCloseToThoseOfFloat32) {
  const Pool expected(*make_random(paper_config(), kSeed));
  const Pool found(*make_random(paper_config(), kSeed, GetParam()));
  double largest = 0;
  double distance = 0;
  for (std::size_t i = 0; i < expected.logits.size(); ++i) {
    for (std::size_t label = 0; label < expected.logits[i].size(); ++label) {
      const double logit = expected.logits[i][label];
      largest = std::max(largest, std::abs(logit));
      distance = std::max(distance, std::abs(found.logits[i][label] - logit));
    }
  }
  EXPECT_LT(distance / largest, GetParam() == Precision::kFloat32 ? 1e-6 : 0.1);
}

TEST_P(BiLstmPrecision, RefusesWeightsThatAreNotFinite) {
  const checkpoint::RandomWeights weights(paper_config(), kSeed);
  for (const char* broken : {"embedding.weight", "lstm.weight_hh_l1", "dense.weight"}) {
    const WithInfinity source(weights, broken);
    if (GetParam() == Precision::kFloat32) {
      EXPECT_NO_THROW((void)make_bilstm(paper_config(), source, GetParam()));
    } else {
      EXPECT_THROW((void)make_bilstm(paper_config(), source, GetParam()), Error) << broken;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Precisions, BiLstmPrecision,
                         testing::Values(Precision::kFloat32, Precision::kBfloat16,
                                         Precision::kInt8),
                         [](const auto& test) { return std::string(to_string(test.param)); });

void expect_invalid(const Model& model, const std::vector<std::int32_t>& text,
                    const std::string& part) {
  PackedBatch batch;
  batch.add(std::vector<std::int32_t>{5, 6}, {});
  batch.add(text, {});
  try {
    (void)logits_of(model, batch, *model.make_workspace());
    FAIL() << "accepted a text with " << part;
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::kInvalidInput);
    EXPECT_NE(std::string(error.what()).find("text 1"), std::string::npos) << error.what();
    EXPECT_NE(std::string(error.what()).find(part), std::string::npos) << error.what();
  }
}

TEST(BiLstm, RefusesWhatIsNotItsInput) {
  const auto model = make_random(paper_config(), kSeed);
  expect_invalid(*model, {7, 8, 10000}, "word 2");
  expect_invalid(*model, {-1}, "-1");
  expect_invalid(*model, std::vector<std::int32_t>(129, 7), "128");
  PackedBatch empty;
  EXPECT_TRUE(logits_of(*model, empty, *model->make_workspace()).empty());
}

TEST(BiLstm, RefusesOtherShapes) {
  checkpoint::BiLstmConfig narrow = paper_config();
  narrow.dense_size = 199;
  const checkpoint::RandomWeights weights(paper_config(), kSeed);
  EXPECT_THROW((void)make_bilstm(narrow, weights), Error);
}

}  // namespace
}  // namespace tango::model
