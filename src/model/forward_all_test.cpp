#include "model/forward_all.h"

#include <gtest/gtest.h>

#include "checkpoint/random_weights.h"
#include "model/encoder/golden_test.h"

namespace tango::model {
namespace {

TEST(ForwardAll, GivesEachTextItsOwnLogitsInOrder) {
  for (const char* name : {"bert-tiny", "bert-tiny-span"}) {
    const Golden golden = read_golden(name);
    const auto model =
        make_model(golden.config, checkpoint::RandomWeights(golden.config, golden.seed));
    std::vector<TokenizedText> texts;
    std::vector<std::vector<float>> expected;
    for (int round = 0; round < 2; ++round) {  // more than a batch holds
      for (const GoldenInput& input : golden.inputs) {
        texts.push_back({input.token_ids, input.token_type_ids});
        expected.push_back(run(*model, {input}));
      }
    }
    EXPECT_EQ(forward_all(*model, texts, base::Team()), expected) << name;
  }
}

}  // namespace
}  // namespace tango::model
