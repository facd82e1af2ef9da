// How far bf16 and int8 logits may be from fp32's, and that numbers that are not finite are
// refused.
#include <algorithm>
#include <cmath>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include <tango/error.h>

#include "checkpoint/random_weights.h"
#include "model/encoder/golden_test.h"
#include "model/with_infinity_test.h"

namespace tango::model {
namespace {

class PrecisionOf : public testing::TestWithParam<const char*> {
 protected:
  /// The distance as a share of the golden's largest logit.
  static double relative_distance(Precision precision) {
    const Golden golden = read_golden(GetParam());
    double largest = 0;
    for (const std::vector<float>& row : golden.logits) {
      for (const float logit : row) largest = std::max(largest, std::abs(double{logit}));
    }
    const checkpoint::RandomWeights weights(golden.config, golden.seed);
    return distance_from(golden, golden.config, weights, precision) / largest;
  }

  /// How much more of it a family makes: ModernBERT's gates multiply two products that each have
  /// theirs, and its base has 22 layers, whose sums no LayerNorm evens out.
  static double noise() { return std::string_view(GetParam()).starts_with("modernbert") ? 2 : 1; }
};

// Random weights pass every layer's noise on undamped, ELECTRA small most (0.036 on SSE4, 0.023
// elsewhere): trained models are closer (docs/results).
TEST_P(PrecisionOf, Bfloat16LogitsAreClose) {
  const double distance = relative_distance(Precision::kBfloat16);
  EXPECT_LT(distance, 0.05 * noise());
  EXPECT_GT(distance, 1e-5) << "fp32 ran instead";
}

TEST_P(PrecisionOf, Int8LogitsAreClose) {
  const double distance = relative_distance(Precision::kInt8);
  EXPECT_LT(distance, 0.15 * noise());
  EXPECT_GT(distance, 1e-4) << "fp32 ran instead";
}

INSTANTIATE_TEST_SUITE_P(
    Goldens, PrecisionOf,
    testing::Values("bert-base", "roberta-base", "mpnet-base", "distilbert-base", "tinybert4",
                    "bert-tiny", "bert-tiny-gelu-new", "bert-tiny-relu", "bert-tiny-odd",
                    "bert-tiny-span", "mpnet-tiny-span", "electra-tiny", "electra-small",
                    "electra-base", "albert-tiny", "albert-base", "xlm-roberta-tiny",
                    "camembert-tiny", "deberta-tiny", "deberta-tiny-p2c", "deberta-base",
                    "modernbert-tiny", "modernbert-tiny-biases", "modernbert-tiny-span",
                    "modernbert-tiny-long", "modernbert-base", "modernbert-base-mean"),
    [](const auto& test) { return test_name(test.param); });

TEST(Precision, RefusesWeightsThatAreNotFinite) {
  const Golden golden = read_golden("bert-tiny");
  const checkpoint::RandomWeights weights(golden.config, golden.seed);
  const WithInfinity broken(weights, "layer.1.attention.self.key.weight");
  for (const Precision precision : {Precision::kBfloat16, Precision::kInt8}) {
    try {
      (void)make_model(golden.config, broken, precision);
      FAIL() << "accepted";
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::kInvalidModel);
      EXPECT_NE(std::string(error.what()).find("key.weight"), std::string::npos) << error.what();
    }
  }
  EXPECT_NO_THROW((void)make_model(golden.config, broken, Precision::kFloat32));
}

}  // namespace
}  // namespace tango::model
