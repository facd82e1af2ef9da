// Each common mistake in implementations of these models is made here on purpose and must show: the
// logits are within 1e-4 before it, and further off after it.
#include <algorithm>
#include <functional>
#include <string>
#include <utility>

#include <gtest/gtest.h>

#include "checkpoint/random_weights.h"
#include "model/encoder/golden_test.h"

namespace tango::model {
namespace {

constexpr double kParity = 1e-4;

/// Another source's weights, changed on the way.
class ChangedWeights final : public checkpoint::WeightSource {
 public:
  using Change = std::function<void(std::string_view name, tensor::Tensor& tensor)>;
  ChangedWeights(const checkpoint::WeightSource& weights, Change change)
      : weights_(weights), change_(std::move(change)) {}

  [[nodiscard]] std::vector<std::string> names() const override { return weights_.names(); }
  [[nodiscard]] bool contains(std::string_view name) const override {
    return weights_.contains(name);
  }
  [[nodiscard]] tensor::Tensor load(std::string_view name,
                                    const tensor::Shape& expected) const override {
    tensor::Tensor tensor = weights_.load(name, expected);
    change_(name, tensor);
    return tensor;
  }

 private:
  const checkpoint::WeightSource& weights_;
  Change change_;
};

struct Trap {
  Golden golden;
  checkpoint::EncoderConfig config;       ///< What the mistake makes of the golden's …
  std::vector<GoldenInput> wrong_inputs;  ///< … or of its inputs; empty for the golden's own …
  ChangedWeights::Change change = [](std::string_view, tensor::Tensor&) {};  ///< … or weights.

  explicit Trap(const std::string& name) : golden(read_golden(name)), config(golden.config) {}

  /// How far the mistake moves the logits; the golden itself must be met without it.
  [[nodiscard]] double distance() const {
    const checkpoint::RandomWeights weights(golden.config, golden.seed);
    EXPECT_LT(distance_from(golden, golden.config, weights), kParity);
    Golden wrong = golden;
    if (!wrong_inputs.empty()) wrong.inputs = wrong_inputs;
    return distance_from(wrong, config, ChangedWeights(weights, change));
  }
};

// The two never differ by more than 5e-4 at a point, so the logits move little; it still shows.
TEST(Trap, TanhApproximationOfGelu) {
  Trap trap("bert-tiny");
  trap.config.activation = checkpoint::Activation::kGeluTanh;
  EXPECT_GT(trap.distance(), 2 * kParity);
}

TEST(Trap, ExactGeluForTheTanhApproximation) {
  Trap trap("bert-tiny-gelu-new");
  trap.config.activation = checkpoint::Activation::kGelu;
  EXPECT_GT(trap.distance(), 2 * kParity);
}

TEST(Trap, LayerNormEpsilonOfAnotherFamily) {
  Trap trap("mpnet-tiny");
  trap.config.layer_norm_eps = 1e-12F;
  EXPECT_GT(trap.distance(), 10 * kParity);
}

TEST(Trap, PositionsFromZeroInRoberta) {
  Trap trap("roberta-tiny");
  trap.config.position_offset = 0;
  EXPECT_GT(trap.distance(), 0.1);
}

TEST(Trap, PositionsFromZeroInMpnet) {
  Trap trap("mpnet-tiny");
  trap.config.position_offset = 0;
  EXPECT_GT(trap.distance(), 0.1);
}

TEST(Trap, PoolerTransposed) {
  Trap trap("bert-tiny");
  trap.change = [](std::string_view name, tensor::Tensor& tensor) {
    if (name != "bert.pooler.dense.weight") return;
    const std::int64_t size = tensor.shape()[0];
    for (std::int64_t i = 0; i < size; ++i) {
      for (std::int64_t j = 0; j < i; ++j) {
        std::swap(tensor.data()[i * size + j], tensor.data()[j * size + i]);
      }
    }
  };
  EXPECT_GT(trap.distance(), 0.1);
}

TEST(Trap, PoolerActivationDropped) {
  // tanh(x / n) n is x for a large n: the pooler divided and the classifier multiplied drops it.
  Trap trap("bert-tiny");
  trap.change = [](std::string_view name, tensor::Tensor& tensor) {
    constexpr float kLarge = 1024;
    const float factor = name.starts_with("bert.pooler.dense") ? 1 / kLarge
                         : name == "classifier.weight"         ? kLarge
                                                               : 1;
    std::transform(tensor.data(), tensor.data() + tensor.size(), tensor.data(),
                   [factor](float value) { return factor * value; });
  };
  EXPECT_GT(trap.distance(), 0.1);
}

TEST(Trap, TokenTypesIgnored) {
  Trap trap("bert-tiny");
  trap.wrong_inputs = trap.golden.inputs;
  for (GoldenInput& input : trap.wrong_inputs) {
    std::fill(input.token_type_ids.begin(), input.token_type_ids.end(), 0);
  }
  EXPECT_GT(trap.distance(), 0.1);
}

TEST(Trap, SingleTokenTypeLeftOut) {
  // type_vocab_size 1 still adds a row to every token.
  Trap trap("bert-tiny-one-type");
  trap.config.type_vocab_size = 0;
  EXPECT_GT(trap.distance(), 0.1);
}

TEST(Trap, RelativeAttentionBiasLeftOut) {
  Trap trap("mpnet-tiny");
  trap.config.relative_attention_num_buckets = 0;
  EXPECT_GT(trap.distance(), 0.1);
}

TEST(Trap, TanhInElectrasHead) {
  Trap trap("electra-tiny");
  trap.config.head_activation = checkpoint::Activation::kTanh;
  EXPECT_GT(trap.distance(), 0.1);
}

TEST(Trap, OneGroupForAllOfAlbertsLayers) {
  Trap trap("albert-tiny-groups");
  trap.config.num_hidden_groups = 1;
  EXPECT_GT(trap.distance(), 0.1);
}

TEST(Trap, OneAlbertLayerFewer) {
  Trap trap("albert-tiny");
  trap.config.num_layers = 1;
  EXPECT_GT(trap.distance(), 0.1);
}

TEST(Trap, LocalLayersThatSeeAll) {
  Trap trap("modernbert-tiny");
  trap.config.pre_norm->half_window = trap.config.max_position_embeddings;
  EXPECT_GT(trap.distance(), 0.1);
}

TEST(Trap, WindowOneTokenTooWide) {
  Trap trap("modernbert-tiny");
  ++trap.config.pre_norm->half_window;
  EXPECT_GT(trap.distance(), 0.01);
}

TEST(Trap, LayersThatSeeAllCountedFromOne) {
  Trap trap("modernbert-tiny");
  std::vector<bool>& is_local = trap.config.pre_norm->is_local;
  std::rotate(is_local.begin(), is_local.begin() + 1, is_local.end());
  EXPECT_GT(trap.distance(), 0.1);
}

TEST(Trap, OneRotaryThetaForAllLayers) {
  Trap trap("modernbert-tiny-long");
  trap.config.pre_norm->local_rope_theta = trap.config.pre_norm->global_rope_theta;
  EXPECT_GT(trap.distance(), 0.1);
}

TEST(Trap, FirstTokenForTheMean) {
  Trap trap("modernbert-tiny-mean");
  trap.config.pre_norm->pools_mean = false;
  EXPECT_GT(trap.distance(), 0.1);
}

TEST(Trap, EpsilonOfModernBert) {
  Trap trap("modernbert-tiny-odd");
  trap.config.layer_norm_eps = 1e-5F;
  EXPECT_GT(trap.distance(), 10 * kParity);
}

/// Exchanges the halves of the rows of a tensor whose name ends with `name`.
ChangedWeights::Change with_halves_exchanged(std::string_view name) {
  return [name](std::string_view tensor_name, tensor::Tensor& tensor) {
    if (!tensor_name.ends_with(name)) return;
    const auto half = static_cast<std::ptrdiff_t>(tensor.size() / 2);
    std::swap_ranges(tensor.data(), tensor.data() + half, tensor.data() + half);
  };
}

TEST(Trap, ActivationOfTheGateInstead) {
  Trap trap("modernbert-tiny");
  trap.change = with_halves_exchanged("mlp.Wi.weight");
  EXPECT_GT(trap.distance(), 0.1);
}

TEST(Trap, QueryKeyAndValueInAnotherOrder) {
  Trap trap("modernbert-tiny");
  trap.change = with_halves_exchanged("attn.Wqkv.weight");
  EXPECT_GT(trap.distance(), 0.1);
}

TEST(Trap, HeadsHiddenLayerDropped) {
  // As the pooler's identity: what a loader does that forgets classifier.dense.
  Trap trap("roberta-tiny");
  trap.change = [](std::string_view name, tensor::Tensor& tensor) {
    if (!name.starts_with("classifier.dense")) return;
    std::fill_n(tensor.data(), tensor.size(), 0.0F);
    if (tensor.shape().rank() == 1) return;
    for (std::int64_t i = 0; i < tensor.shape()[0]; ++i) {
      tensor.data()[i * (tensor.shape()[0] + 1)] = 1;
    }
  };
  EXPECT_GT(trap.distance(), 0.1);
}

}  // namespace
}  // namespace tango::model
