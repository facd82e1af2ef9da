#include "base/expect_error_test.h"
#include "checkpoint/config_parsers.h"

namespace tango::checkpoint {
namespace {

base::Json modernbert(const base::Json& changes = base::Json::object()) {
  base::Json json{
      {"model_type", "modernbert"},     {"vocab_size", 100},        {"hidden_size", 24},
      {"num_hidden_layers", 4},         {"num_attention_heads", 4}, {"intermediate_size", 30},
      {"max_position_embeddings", 8192}};
  json.update(changes);
  return json;
}

EncoderConfig modernbert_config(const base::Json& changes) {
  return std::get<EncoderConfig>(parse_model_config(modernbert(changes), "config.json"));
}

PreNormConfig pre_norm(const base::Json& changes) { return *modernbert_config(changes).pre_norm; }

TEST(PreNormConfig, HasTheDefaultsOfItsClass) {
  const EncoderConfig config = modernbert_config(base::Json::object());
  EXPECT_EQ(config.family, Family::kModernBert);
  EXPECT_EQ(config.max_tokens(), 8192);
  EXPECT_EQ(config.type_vocab_size, 0);
  EXPECT_FALSE(config.has_position_embeddings);
  EXPECT_EQ(config.layer_norm_eps, 1e-5F);
  EXPECT_EQ(config.activation, Activation::kGelu);
  EXPECT_EQ(config.head_activation, Activation::kGelu);
  const PreNormConfig& own = *config.pre_norm;
  EXPECT_EQ(own.is_local, (std::vector<bool>{false, true, true, false}));
  EXPECT_EQ(own.half_window, 64);
  EXPECT_EQ(own.global_rope_theta, 160000);
  EXPECT_EQ(own.local_rope_theta, 10000);
  EXPECT_FALSE(own.attention_bias || own.feed_forward_bias || own.norm_bias || own.head_bias ||
               own.pools_mean);
}

TEST(PreNormConfig, ReadsWhatTheFileSays) {
  const EncoderConfig config = modernbert_config({{"norm_eps", 1e-3},
                                                  {"layer_norm_eps", 0.5},
                                                  {"hidden_activation", "relu"},
                                                  {"classifier_activation", "tanh"},
                                                  {"global_attn_every_n_layers", 2},
                                                  {"local_attention", 11},
                                                  {"global_rope_theta", 500},
                                                  {"local_rope_theta", 7.5},
                                                  {"classifier_pooling", "mean"},
                                                  {"attention_bias", true},
                                                  {"mlp_bias", true},
                                                  {"norm_bias", true},
                                                  {"classifier_bias", true}});
  EXPECT_EQ(config.layer_norm_eps, 1e-3F);
  EXPECT_EQ(config.activation, Activation::kRelu);
  EXPECT_EQ(config.head_activation, Activation::kTanh);
  const PreNormConfig& own = *config.pre_norm;
  EXPECT_EQ(own.is_local, (std::vector<bool>{false, true, false, true}));
  EXPECT_EQ(own.half_window, 5);
  EXPECT_EQ(own.global_rope_theta, 500);
  EXPECT_EQ(own.local_rope_theta, 7.5);
  EXPECT_TRUE(own.attention_bias && own.feed_forward_bias && own.norm_bias && own.head_bias &&
              own.pools_mean);
}

TEST(PreNormConfig, NamesOfTransformers5OutrankTheOlderOnes) {
  const base::Json full{{"rope_type", "default"}, {"rope_theta", 300.0}};
  const PreNormConfig own =
      pre_norm({{"rope_parameters", {{"full_attention", full}, {"sliding_attention", nullptr}}},
                {"global_rope_theta", 500},
                {"local_rope_theta", 600},
                {"layer_types",
                 {"sliding_attention", "full_attention", "full_attention", "sliding_attention"}},
                {"global_attn_every_n_layers", 2},
                {"sliding_window", 9}});
  EXPECT_EQ(own.global_rope_theta, 300);
  EXPECT_EQ(own.local_rope_theta, 600);
  EXPECT_EQ(own.is_local, (std::vector<bool>{true, false, false, true}));
  EXPECT_EQ(own.half_window, 9);
}

TEST(PreNormConfig, RefusesByName) {
  struct Fault {
    base::Json changes;
    ErrorCode code;
    std::string part;
  };
  const base::Json yarn{{"full_attention", {{"rope_type", "yarn"}, {"factor", 4}}}};
  const std::vector<Fault> faults{
      {{{"hidden_size", 20}}, ErrorCode::kInvalidModel, "even"},
      {{{"head_dim", 8}}, ErrorCode::kUnsupported, "head_dim"},
      {{{"rope_parameters", yarn}}, ErrorCode::kUnsupported, "yarn"},
      {{{"rope_parameters", 5}}, ErrorCode::kInvalidModel, "rope_parameters"},
      {{{"rope_parameters", {{"full_attention", 5}}}}, ErrorCode::kInvalidModel, "full_attention"},
      {{{"rope_scaling", {{"type", "linear"}}}}, ErrorCode::kUnsupported, "rope_scaling"},
      {{{"global_rope_theta", 0}}, ErrorCode::kInvalidModel, "global_rope_theta"},
      {{{"local_rope_theta", "a"}}, ErrorCode::kInvalidModel, "local_rope_theta"},
      {{{"layer_types", {"full_attention"}}}, ErrorCode::kInvalidModel, "4 layers"},
      {{{"layer_types", {"full_attention", "full_attention", "full_attention", "chunked"}}},
       ErrorCode::kUnsupported,
       "chunked"},
      {{{"global_attn_every_n_layers", 0}}, ErrorCode::kInvalidModel, "global_attn_every_n_layers"},
      {{{"local_attention", -2}}, ErrorCode::kInvalidModel, "local_attention"},
      {{{"classifier_pooling", "max"}}, ErrorCode::kInvalidModel, "cls or mean"},
      {{{"max_position_embeddings", 1 << 24}}, ErrorCode::kUnsupported, "max_position_embeddings"},
      {{{"token_shares", {1, 0.5, 0.5, 0.5}}}, ErrorCode::kUnsupported, "token_shares"},
      {{{"norm_eps", 0}}, ErrorCode::kInvalidModel, "norm_eps"}};
  for (const Fault& fault : faults) {
    base::expect_error(fault.code, {"config.json", fault.part},
                       [&] { (void)parse_model_config(modernbert(fault.changes), "config.json"); });
  }
}

}  // namespace
}  // namespace tango::checkpoint
