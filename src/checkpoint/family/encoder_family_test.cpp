#include "checkpoint/family/encoder_family.h"

#include <set>
#include <string>

#include <gtest/gtest.h>

#include "checkpoint/encoder_names.h"

namespace tango::checkpoint {
namespace {

TEST(EncoderFamily, IsFoundByEachOfItsModelTypes) {
  std::set<std::string_view> types;
  for (const EncoderFamily* family : encoder_families()) {
    EXPECT_EQ(&family_of(family->family), family);
    for (const ModelType& type : family->model_types) {
      EXPECT_TRUE(types.insert(type.name).second) << type.name;
      EXPECT_EQ(find_family(type.name), family);
      EXPECT_EQ(class_stem_of(*family, type.name), type.class_stem);
    }
  }
  EXPECT_EQ(find_family("gpt2"), nullptr);
  EXPECT_EQ(find_family("xlm-roberta"), &family_of(Family::kRoberta));
  EXPECT_EQ(class_stem_of(family_of(Family::kRoberta), "xlm-roberta"), "XLMRoberta");
  EXPECT_EQ(to_string(Family::kRoberta), "roberta");
}

// A part that a table leaves out would be loaded from another part's tensor, or from "".
TEST(EncoderFamily, NamesEveryPartDifferently) {
  for (const EncoderFamily* family : encoder_families()) {
    EncoderConfig config = default_config(family->family);
    config.num_layers = 2;
    const EncoderNames names = encoder_names(config);
    const MaskedTokenNames masked = masked_token_names(config);
    std::multiset<std::string> all{names.head_dense, names.head_output, names.word_embeddings};
    if (!family->masked_token.dense.empty()) {
      all.insert({masked.dense, masked.layer_norm, masked.output_weight, masked.output_bias});
    }
    for (const EncoderLayerNames& layer : names.layers) {
      all.insert({layer.attention_output, layer.attention_layer_norm, layer.feed_forward_inner,
                  layer.feed_forward_outer, layer.feed_forward_layer_norm});
      if (layer.projection.empty()) {
        all.insert({layer.query, layer.key, layer.value});
      } else {
        all.insert(layer.projection);
        EXPECT_EQ(layer.query + layer.key + layer.value, "");
      }
    }
    EXPECT_EQ(std::set<std::string>(all.begin(), all.end()).size(), all.size());
    EXPECT_EQ(all.count(""), 0U) << to_string(family->family);
  }
}

}  // namespace
}  // namespace tango::checkpoint
