#include "kernel/embedding/embedding.h"

#include <vector>

#include <gtest/gtest.h>

#include "kernel/random_values_test.h"

namespace tango::kernel {
namespace {

TEST(Embedding, AgreesWithTheReference) {
  constexpr int kVocab = 50;
  const std::vector<std::int32_t> ids{0, 49, 3, 3, 17, 21, 49};
  const std::vector<std::int32_t> types{0, 0, 1, 1, 0, 1, 0};
  for (const int width : {3, 26, 64, 312, 769}) {
    const auto size = static_cast<std::size_t>(width);
    const std::vector<float> word = random_values("word", kVocab * size);
    const std::vector<float> position = random_values("position", (ids.size() + 1) * size);
    const std::vector<float> type = random_values("type", 2 * size);
    const std::vector<float> weight = random_values("weight", size);
    const std::vector<float> bias = random_values("bias", size);
    const LayerNormParameters parameters{weight.data(), bias.data(), width, 1e-5F};
    const float* const first = position.data() + size;
    for (const EmbeddingTables& tables : {EmbeddingTables{word.data(), first, -1, type.data()},
                                          EmbeddingTables{word.data(), first, -1, nullptr},
                                          EmbeddingTables{word.data(), first, 3, type.data()},
                                          EmbeddingTables{word.data(), nullptr, -1, type.data()}}) {
      std::vector<float> found(ids.size() * size);
      std::vector<float> expected(found.size());
      embed(tables, parameters, ids, types, found.data());
      reference::embed(tables, parameters, ids, types, expected.data());
      // As in layer_norm_test: |sum| <= 3, deviations of these rows above 1/4.
      const double allowed = (width + 20) * kRounding * 3 * 4;
      for (std::size_t i = 0; i < found.size(); ++i) {
        ASSERT_NEAR(found[i], expected[i], allowed) << "width " << width << ", element " << i;
      }
    }
  }
}

}  // namespace
}  // namespace tango::kernel
