#include "checkpoint/encoder_names.h"

#include <algorithm>

#include "base/expect_error_test.h"
#include "checkpoint/family/encoder_family.h"

namespace tango::checkpoint {
namespace {

/// Tensors of which only the names exist.
class NamedWeights final : public WeightSource {
 public:
  explicit NamedWeights(std::vector<std::string> names) : names_(std::move(names)) {}
  [[nodiscard]] std::vector<std::string> names() const override { return names_; }
  [[nodiscard]] bool contains(std::string_view name) const override {
    return std::find(names_.begin(), names_.end(), name) != names_.end();
  }
  [[nodiscard]] tensor::Tensor load(std::string_view, const tensor::Shape&) const override {
    return {};
  }

 private:
  std::vector<std::string> names_;
};

EncoderConfig config_of(Family family) {
  EncoderConfig config = default_config(family);
  config.num_layers = 11;
  return config;
}

EncoderNames names_of(Family family, const std::string& prefix, const std::string& head) {
  return encoder_names(config_of(family),
                       NamedWeights({prefix + "embeddings.word_embeddings.weight", head}));
}

TEST(EncoderNames, OfBert) {
  const EncoderNames names = names_of(Family::kBert, "bert.", "classifier.weight");
  EXPECT_EQ(names.word_embeddings, "bert.embeddings.word_embeddings.weight");
  EXPECT_EQ(names.position_embeddings, "bert.embeddings.position_embeddings.weight");
  EXPECT_EQ(names.token_type_embeddings, "bert.embeddings.token_type_embeddings.weight");
  EXPECT_EQ(names.relative_attention_bias, "");
  EXPECT_EQ(names.embeddings_layer_norm, "bert.embeddings.LayerNorm");
  ASSERT_EQ(names.layers.size(), 11U);
  const EncoderLayerNames& layer = names.layers[10];
  EXPECT_EQ(layer.query, "bert.encoder.layer.10.attention.self.query");
  EXPECT_EQ(layer.key, "bert.encoder.layer.10.attention.self.key");
  EXPECT_EQ(layer.value, "bert.encoder.layer.10.attention.self.value");
  EXPECT_EQ(layer.attention_output, "bert.encoder.layer.10.attention.output.dense");
  EXPECT_EQ(layer.attention_layer_norm, "bert.encoder.layer.10.attention.output.LayerNorm");
  EXPECT_EQ(layer.feed_forward_inner, "bert.encoder.layer.10.intermediate.dense");
  EXPECT_EQ(layer.feed_forward_outer, "bert.encoder.layer.10.output.dense");
  EXPECT_EQ(layer.feed_forward_layer_norm, "bert.encoder.layer.10.output.LayerNorm");
  EXPECT_EQ(names.head_dense, "bert.pooler.dense");
  EXPECT_EQ(names.head_output, "classifier");
}

TEST(EncoderNames, LayersOfAlbertShareTheirs) {
  EncoderConfig config = config_of(Family::kAlbert);
  config.embedding_size = 8;
  config.num_layers = 10;
  config.num_hidden_groups = 2;
  config.inner_group_num = 2;
  const EncoderNames names = encoder_names(config);
  EXPECT_EQ(names.embeddings_projection, "albert.encoder.embedding_hidden_mapping_in");
  const std::string groups = "albert.encoder.albert_layer_groups.";
  // 5 times 2 layers: int(i / 2.5) is 0, 0, 0, 1, 1.
  EXPECT_EQ(names.layers[5].query, groups + "0.albert_layers.1.attention.query");
  EXPECT_EQ(names.layers[6].query, groups + "1.albert_layers.0.attention.query");
  EXPECT_EQ(names.layers[4].feed_forward_outer, groups + "0.albert_layers.0.ffn_output");
  EXPECT_EQ(names.head_dense, "albert.pooler");
}

TEST(EncoderNames, SaysWhichMaskedLanguageModelsThereAre) {
  base::expect_error(ErrorCode::kUnsupported, {"electra", "bert, roberta"}, [] {
    (void)masked_token_names(config_of(Family::kElectra), NamedWeights({}));
  });
}

TEST(EncoderNames, OfRoberta) {
  const EncoderNames names = names_of(Family::kRoberta, "roberta.", "classifier.out_proj.weight");
  EXPECT_EQ(names.layers[0].query, "roberta.encoder.layer.0.attention.self.query");
  EXPECT_EQ(names.token_type_embeddings, "roberta.embeddings.token_type_embeddings.weight");
  EXPECT_EQ(names.head_dense, "classifier.dense");
  EXPECT_EQ(names.head_output, "classifier.out_proj");
}

TEST(EncoderNames, OfMpnet) {
  const EncoderNames names = names_of(Family::kMpnet, "mpnet.", "classifier.out_proj.weight");
  EXPECT_EQ(names.token_type_embeddings, "");
  EXPECT_EQ(names.relative_attention_bias, "mpnet.encoder.relative_attention_bias.weight");
  EXPECT_EQ(names.layers[3].value, "mpnet.encoder.layer.3.attention.attn.v");
  EXPECT_EQ(names.layers[3].attention_output, "mpnet.encoder.layer.3.attention.attn.o");
  EXPECT_EQ(names.layers[3].attention_layer_norm, "mpnet.encoder.layer.3.attention.LayerNorm");
  EXPECT_EQ(names.layers[3].feed_forward_layer_norm, "mpnet.encoder.layer.3.output.LayerNorm");
  EXPECT_EQ(names.head_output, "classifier.out_proj");
}

TEST(EncoderNames, OfDistilBert) {
  const EncoderNames names = names_of(Family::kDistilBert, "distilbert.", "classifier.weight");
  EXPECT_EQ(names.token_type_embeddings, "");
  EXPECT_EQ(names.layers[1].key, "distilbert.transformer.layer.1.attention.k_lin");
  EXPECT_EQ(names.layers[1].attention_layer_norm, "distilbert.transformer.layer.1.sa_layer_norm");
  EXPECT_EQ(names.layers[1].feed_forward_outer, "distilbert.transformer.layer.1.ffn.lin2");
  EXPECT_EQ(names.head_dense, "pre_classifier");
}

TEST(EncoderNames, OfModernBert) {
  EncoderConfig config = config_of(Family::kModernBert);
  config.pre_norm.emplace();
  config.has_position_embeddings = false;
  for (const std::string prefix : {"model.", ""}) {
    const EncoderNames names = encoder_names(
        config, NamedWeights({prefix + "embeddings.tok_embeddings.weight", "classifier.weight"}));
    EXPECT_EQ(names.embeddings_layer_norm, prefix + "embeddings.norm");
    EXPECT_EQ(names.position_embeddings, "");
    EXPECT_EQ(names.layers[0].attention_layer_norm, "");
    EXPECT_EQ(names.layers[1].attention_layer_norm, prefix + "layers.1.attn_norm");
    EXPECT_EQ(names.layers[10].projection, prefix + "layers.10.attn.Wqkv");
    EXPECT_EQ(names.layers[10].attention_output, prefix + "layers.10.attn.Wo");
    EXPECT_EQ(names.layers[2].feed_forward_inner, prefix + "layers.2.mlp.Wi");
    EXPECT_EQ(names.layers[2].feed_forward_outer, prefix + "layers.2.mlp.Wo");
    EXPECT_EQ(names.layers[2].feed_forward_layer_norm, prefix + "layers.2.mlp_norm");
    EXPECT_EQ(names.final_layer_norm, prefix + "final_norm");
    EXPECT_EQ(names.head_dense, "head.dense");
    EXPECT_EQ(names.head_layer_norm, "head.norm");
    EXPECT_EQ(names.head_output, "classifier");
  }
  config.labels = span_labels();
  EXPECT_EQ(encoder_names(config).head_dense, "head.dense");
  EXPECT_EQ(encoder_names(config).head_output, "classifier");
}

TEST(EncoderNames, WithAnyPrefixAndWithoutHead) {
  for (const std::string prefix : {"", "model.", "bert."}) {
    const EncoderNames names = names_of(Family::kBert, prefix, "unused");
    EXPECT_EQ(names.word_embeddings, prefix + "embeddings.word_embeddings.weight");
    EXPECT_EQ(names.layers[0].query, prefix + "encoder.layer.0.attention.self.query");
    EXPECT_EQ(names.head_dense, "");
    EXPECT_EQ(names.head_output, "");
  }
}

TEST(EncoderNames, SayWhatTheyLookedFor) {
  const NamedWeights weights({"lstm.weight"});
  base::expect_error(ErrorCode::kInvalidModel,
                     {"bert.embeddings.word_embeddings.weight",
                      "mpnet.embeddings.word_embeddings.weight", "1 tensors", "\"lstm.weight\""},
                     [&] { (void)encoder_names(config_of(Family::kBert), weights); });
}

}  // namespace
}  // namespace tango::checkpoint
