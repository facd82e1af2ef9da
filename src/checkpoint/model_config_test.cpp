#include "checkpoint/model_config.h"

#include "base/expect_error_test.h"
#include "base/temporary_directory_test.h"
#include "checkpoint/config_parsers.h"

namespace tango::checkpoint {
namespace {

base::Json bert() {
  return {{"model_type", "bert"},         {"vocab_size", 100},        {"hidden_size", 24},
          {"num_hidden_layers", 3},       {"num_attention_heads", 4}, {"intermediate_size", 96},
          {"max_position_embeddings", 64}};
}

base::Json with(base::Json json, const base::Json& changes) {
  json.update(changes);
  return json;
}

EncoderConfig encoder(const base::Json& json) {
  return std::get<EncoderConfig>(parse_model_config(json, "config.json"));
}

void expect_refused(ErrorCode code, const base::Json& json, const std::vector<std::string>& parts) {
  std::vector<std::string> all = parts;
  all.emplace_back("config.json");
  base::expect_error(code, all, [&] { (void)parse_model_config(json, "config.json"); });
}

TEST(ModelConfig, ReadsBertWithItsDefaults) {
  const EncoderConfig config = encoder(bert());
  EXPECT_EQ(config.family, Family::kBert);
  EXPECT_EQ(config.vocab_size, 100);
  EXPECT_EQ(config.hidden_size, 24);
  EXPECT_EQ(config.num_layers, 3);
  EXPECT_EQ(config.num_heads, 4);
  EXPECT_EQ(config.intermediate_size, 96);
  EXPECT_EQ(config.max_tokens(), 64);
  EXPECT_EQ(config.type_vocab_size, 2);
  EXPECT_EQ(config.relative_attention_num_buckets, 0);
  EXPECT_EQ(config.layer_norm_eps, 1e-12F);
  EXPECT_EQ(config.activation, Activation::kGelu);
  EXPECT_EQ(config.labels.names, (std::vector<std::string>{"LABEL_0", "LABEL_1"}));
}

TEST(ModelConfig, ReadsTokenShares) {
  EXPECT_TRUE(encoder(bert()).token_shares.empty());
  EXPECT_EQ(encoder(with(bert(), {{"token_shares", {1, 0.5, 0.25}}})).token_shares,
            (std::vector<float>{1, 0.5F, 0.25F}));
  for (const base::Json& wrong :
       {base::Json{1, 0.5}, {1, 0.5, 0.6}, {1.1, 0.5, 0.2}, {1, 0.5, 0}, {1, 0.5, -1}}) {
    expect_refused(ErrorCode::kInvalidModel, with(bert(), {{"token_shares", wrong}}),
                   {"token_shares", "3 layers"});
  }
  expect_refused(ErrorCode::kInvalidModel, with(bert(), {{"token_shares", "all"}}),
                 {"token_shares"});
  expect_refused(ErrorCode::kUnsupported,
                 with(bert(), {{"model_type", "mpnet"}, {"token_shares", {1, 1, 1}}}),
                 {"token_shares", "relative"});
}

TEST(ModelConfig, CountsTheTokensThatAShareLeaves) {
  EXPECT_EQ(tokens_kept(1, 7), 7);
  EXPECT_EQ(tokens_kept(0.5F, 7), 4);
  EXPECT_EQ(tokens_kept(0.5F, 8), 4);
  EXPECT_EQ(tokens_kept(0.01F, 8), 1);
}

TEST(ModelConfig, ReadsRobertaPositions) {
  const base::Json json = with(bert(), {{"model_type", "roberta"},
                                        {"layer_norm_eps", 1e-5},
                                        {"type_vocab_size", 1},
                                        {"hidden_act", "gelu_new"}});
  const EncoderConfig config = encoder(json);
  EXPECT_EQ(config.family, Family::kRoberta);
  EXPECT_EQ(config.position_offset, 2);
  EXPECT_EQ(config.max_tokens(), 62);
  EXPECT_EQ(config.type_vocab_size, 1);
  EXPECT_EQ(config.layer_norm_eps, 1e-5F);
  EXPECT_EQ(config.activation, Activation::kGeluTanh);
  EXPECT_EQ(encoder(with(json, {{"pad_token_id", 0}})).position_offset, 1);
  EXPECT_EQ(encoder(with(json, {{"model_type", "xlm-roberta"}})).family, Family::kRoberta);
}

TEST(ModelConfig, ReadsCamembertAsRoberta) {
  const EncoderConfig config = encoder(with(bert(), {{"model_type", "camembert"}}));
  EXPECT_EQ(config.family, Family::kRoberta);
  EXPECT_EQ(config.padding_id(), 1);
  EXPECT_EQ(encoder(bert()).padding_id(), -1);
}

TEST(ModelConfig, ReadsElectra) {
  const base::Json json = with(bert(), {{"model_type", "electra"}, {"embedding_size", 8}});
  const EncoderConfig config = encoder(json);
  EXPECT_EQ(config.family, Family::kElectra);
  EXPECT_EQ(config.embedding_size, 8);
  EXPECT_EQ(config.table_width(), 8);
  EXPECT_EQ(config.head_activation, Activation::kGelu);
  const EncoderConfig same = encoder(with(json, {{"embedding_size", 24}}));
  EXPECT_EQ(same.embedding_size, 0);
  EXPECT_EQ(same.table_width(), 24);
  EXPECT_EQ(encoder(with(bert(), {{"model_type", "electra"}})).embedding_size, 128);
  for (const base::Json& wrong : {base::Json(0), base::Json("8"), base::Json(1 << 20)}) {
    expect_refused(ErrorCode::kInvalidModel, with(json, {{"embedding_size", wrong}}),
                   {"embedding_size"});
  }
}

TEST(ModelConfig, ReadsAlbert) {
  const base::Json json = with(bert(), {{"model_type", "albert"}, {"embedding_size", 24}});
  const EncoderConfig config = encoder(json);
  EXPECT_EQ(config.family, Family::kAlbert);
  EXPECT_EQ(config.embedding_size, 24);
  EXPECT_EQ(config.num_layers, 3);
  EXPECT_EQ(config.num_hidden_groups, 1);
  EXPECT_EQ(config.activation, Activation::kGeluTanh);
  const EncoderConfig twice =
      encoder(with(json, {{"inner_group_num", 2}, {"num_hidden_groups", 2}}));
  EXPECT_EQ(twice.num_layers, 6);
  EXPECT_EQ(twice.num_hidden_groups, 2);
  for (const char* key : {"inner_group_num", "num_hidden_groups"}) {
    expect_refused(ErrorCode::kInvalidModel, with(json, {{key, 0}}), {key});
    expect_refused(ErrorCode::kInvalidModel, with(json, {{key, 1 << 20}}), {key});
  }
  expect_refused(ErrorCode::kInvalidModel, with(json, {{"inner_group_num", 1000}}),
                 {"inner_group_num", "3000"});
}

TEST(ModelConfig, ReadsMpnet) {
  const EncoderConfig config = encoder(with(bert(), {{"model_type", "mpnet"}}));
  EXPECT_EQ(config.family, Family::kMpnet);
  EXPECT_EQ(config.position_offset, 2);
  EXPECT_EQ(config.type_vocab_size, 0);
  EXPECT_EQ(config.relative_attention_num_buckets, 32);
  expect_refused(ErrorCode::kUnsupported,
                 with(bert(), {{"model_type", "mpnet"}, {"relative_attention_num_buckets", 16}}),
                 {"relative_attention_num_buckets", "16", "32"});
}

TEST(ModelConfig, ReadsDistilBertByItsOwnNames) {
  const EncoderConfig config = encoder({{"model_type", "distilbert"},
                                        {"vocab_size", 100},
                                        {"dim", 24},
                                        {"n_layers", 2},
                                        {"n_heads", 3},
                                        {"hidden_dim", 48},
                                        {"activation", "relu"},
                                        {"layer_norm_eps", 0.1},  // not read by its class
                                        {"max_position_embeddings", 64}});
  EXPECT_EQ(config.family, Family::kDistilBert);
  EXPECT_EQ(config.hidden_size, 24);
  EXPECT_EQ(config.num_layers, 2);
  EXPECT_EQ(config.num_heads, 3);
  EXPECT_EQ(config.intermediate_size, 48);
  EXPECT_EQ(config.type_vocab_size, 0);
  EXPECT_EQ(config.layer_norm_eps, 1e-12F);
  EXPECT_EQ(config.activation, Activation::kRelu);
}

TEST(ModelConfig, ReadsBiLstm) {
  const base::Json json = {{"model_type", "bilstm"}, {"vocab_size", 10000}, {"embedding_size", 50},
                           {"hidden_size", 64},      {"num_layers", 2},     {"dense_size", 200},
                           {"max_words", 128},       {"num_labels", 3}};
  const auto config = std::get<BiLstmConfig>(parse_model_config(json, "config.json"));
  EXPECT_EQ(config.embedding_size, 50);
  EXPECT_EQ(config.dense_size, 200);
  EXPECT_EQ(config.labels.names.size(), 3U);
  EXPECT_EQ(max_tokens_of(config), 128);
  expect_refused(ErrorCode::kUnsupported, with(json, {{"bidirectional", false}}),
                 {"bidirectional"});
  expect_refused(ErrorCode::kUnsupported, with(json, {{"dense_act", "tanh"}}), {"tanh", "relu"});
}

TEST(ModelConfig, RefusesWhatItCannotCompute) {
  expect_refused(ErrorCode::kUnsupported, with(bert(), {{"model_type", "longformer"}}),
                 {"longformer", "distilbert", "modernbert"});
  expect_refused(ErrorCode::kUnsupported, with(bert(), {{"hidden_act", "silu"}}),
                 {"hidden_act", "silu", "gelu_new"});
  expect_refused(ErrorCode::kUnsupported,
                 with(bert(), {{"position_embedding_type", "relative_key"}}),
                 {"position_embedding_type", "relative_key"});
  expect_refused(ErrorCode::kUnsupported, with(bert(), {{"is_decoder", true}}), {"is_decoder"});
  expect_refused(ErrorCode::kUnsupported, with(bert(), {{"pruned_heads", {{"0", {1}}}}}),
                 {"pruned_heads"});
}

TEST(ModelConfig, NamesTheFieldThatIsWrong) {
  base::Json missing = bert();
  missing.erase("hidden_size");
  expect_refused(ErrorCode::kInvalidModel, missing, {"\"hidden_size\" is missing"});
  expect_refused(ErrorCode::kInvalidModel, with(bert(), {{"hidden_size", 25}}),
                 {"multiple of", "25", "4"});
  expect_refused(ErrorCode::kInvalidModel, with(bert(), {{"vocab_size", 0}}),
                 {"vocab_size", "from 1", "found 0"});
  expect_refused(ErrorCode::kInvalidModel, with(bert(), {{"vocab_size", -5}}), {"vocab_size"});
  expect_refused(ErrorCode::kInvalidModel, with(bert(), {{"vocab_size", 1LL << 40}}),
                 {"vocab_size"});
  expect_refused(ErrorCode::kInvalidModel, with(bert(), {{"vocab_size", "many"}}),
                 {"vocab_size", "whole number", "many"});
  for (const double eps : {0.0, -1e-5, 2.0, 1e-60}) {
    expect_refused(ErrorCode::kInvalidModel, with(bert(), {{"layer_norm_eps", eps}}),
                   {"layer_norm_eps"});
  }
  expect_refused(ErrorCode::kInvalidModel,
                 with(bert(), {{"model_type", "roberta"}, {"max_position_embeddings", 2}}),
                 {"max_position_embeddings", "from 3"});
  expect_refused(ErrorCode::kInvalidModel, base::Json::array(), {"object"});
}

TEST(ModelConfig, ReadsTheFileOfADirectory) {
  const base::TemporaryDirectory directory;
  base::expect_error(ErrorCode::kNotFound, {"config.json"},
                     [&] { (void)read_model_config(directory.path()); });
  directory.write("config.json", "{\"model_type\": ");
  base::expect_error(ErrorCode::kInvalidModel, {"config.json", "not valid JSON"},
                     [&] { (void)read_model_config(directory.path()); });
  directory.write("config.json", bert().dump());
  EXPECT_EQ(max_tokens_of(read_model_config(directory.path())), 64);
}

TEST(ModelConfig, ReadsSentenceEmbeddings) {
  const base::Json json =
      with(bert(), {{"model_type", "sentence_embeddings"}, {"encoder_type", "bert"}});
  const EncoderConfig config = encoder(json);
  EXPECT_EQ(config.family, Family::kBert);
  EXPECT_TRUE(config.reads_sentence);
  EXPECT_FALSE(encoder(bert()).reads_sentence);
  expect_refused(ErrorCode::kInvalidModel, with(json, {{"encoder_type", 3}}), {"encoder_type"});
  expect_refused(ErrorCode::kUnsupported, with(json, {{"encoder_type", "t5"}}),
                 {"encoder_type", "t5", "mpnet"});
  expect_refused(ErrorCode::kUnsupported, with(json, {{"token_shares", {1, 1, 1}}}),
                 {"token_shares"});
}

TEST(ModelConfig, ReadsTfidf) {
  const base::Json json{{"model_type", "tfidf"}, {"vocab_size", 9}, {"max_words", 4}};
  const auto config = std::get<TfidfConfig>(parse_model_config(json, "config.json"));
  EXPECT_EQ(config.vocab_size, 9);
  EXPECT_EQ(config.max_tokens(), 7);
  EXPECT_EQ(max_tokens_of(config), 7);
  EXPECT_EQ(config.labels.names.size(), 2U);
  expect_refused(ErrorCode::kInvalidModel, with(json, {{"max_words", 0}}), {"max_words"});
  expect_refused(ErrorCode::kInvalidModel, with(json, {{"vocab_size", "many"}}), {"vocab_size"});
}

}  // namespace
}  // namespace tango::checkpoint
