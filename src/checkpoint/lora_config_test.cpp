#include "checkpoint/lora_config.h"

#include "base/expect_error_test.h"
#include "checkpoint/lora_tensor.h"

namespace tango::checkpoint {
namespace {

constexpr const char* kWhere = "adapter_config.json";

base::Json plain() {
  return {{"peft_type", "LORA"},
          {"base_model_name_or_path", "base"},
          {"r", 4},
          {"lora_alpha", 8},
          {"use_dora", false},
          {"layer_replication", nullptr},
          {"rank_pattern", base::Json::object()},
          {"modules_to_save", {"classifier", "score"}}};
}

LoraConfig parse(const base::Json& changes) {
  base::Json json = plain();
  json.update(changes);
  return parse_lora_config(json, kWhere);
}

LoraScale scale(const base::Json& changes, const std::string& module) {
  return lora_scale(parse(changes), module, kWhere);
}

TEST(LoraConfig, ScalesByAlphaOverRank) {
  const LoraConfig config = parse(base::Json::object());
  EXPECT_EQ(config.base_model, "base");
  EXPECT_EQ(config.modules_to_save, (std::vector<std::string>{"classifier", "score"}));
  EXPECT_EQ(lora_scale(config, "query", kWhere).rank, 4);
  EXPECT_EQ(lora_scale(config, "query", kWhere).factor, 2.0F);
  EXPECT_EQ(scale({{"use_rslora", true}}, "query").factor, 4.0F);
}

TEST(LoraConfig, MatchesPatternsAgainstTheEndOfAModule) {
  const base::Json patterns = {{"rank_pattern", {{"query", 2}, {"layer\\.1\\..*value", 16}}},
                               {"alpha_pattern", {{"^bert.key", 1}}}};
  EXPECT_EQ(scale(patterns, "layer.1.query").rank, 2);
  EXPECT_EQ(scale(patterns, "layer.1.query").factor, 4.0F);
  EXPECT_EQ(scale(patterns, "layer.1.subquery").rank, 4);
  EXPECT_EQ(scale(patterns, "bert.layer.1.self.value").factor, 0.5F);
  EXPECT_EQ(scale(patterns, "bert.layer.11.self.value").rank, 4);
  EXPECT_EQ(scale(patterns, "bert.key").factor, 0.25F);
  EXPECT_EQ(scale(patterns, "other.bert.key").factor, 2.0F);
}

TEST(LoraConfig, SurvivesHostilePatterns) {
  base::expect_error(ErrorCode::kInvalidModel, {kWhere, "((", "regular expression"}, [] {
    (void)scale({{"rank_pattern", {{"((", 2}}}}, "query");
  });
  EXPECT_EQ(scale({{"rank_pattern", {{"(a*)*(a*)*(a*)*b", 2}}}}, std::string(2000, 'a')).rank, 4);
  base::expect_error(ErrorCode::kInvalidModel, {kWhere, "rank_pattern"}, [] {
    (void)parse({{"rank_pattern", {{std::string(1000, 'a'), 2}}}});
  });
  base::expect_error(ErrorCode::kUnsupported, {kWhere, "different values", "query"}, [] {
    (void)scale({{"rank_pattern", {{"query", 2}, {"q.*", 3}}}}, "query");
  });
}

TEST(LoraConfig, RefusesOtherMethods) {
  const auto refused = [](const base::Json& changes, const std::string& part) {
    base::expect_error(ErrorCode::kUnsupported, {kWhere, part}, [&] { (void)parse(changes); });
  };
  refused({{"peft_type", "IA3"}}, "IA3");
  refused({{"use_dora", true}}, "use_dora");
  refused({{"lora_bias", true}}, "lora_bias");
  refused({{"layer_replication", {{0, 4}}}}, "layer_replication");
  refused({{"init_lora_weights", "pissa"}}, "pissa");
  EXPECT_NO_THROW((void)parse({{"init_lora_weights", "gaussian"}}));
  EXPECT_NO_THROW((void)parse({{"init_lora_weights", true}}));
}

TEST(LoraConfig, NamesTheFieldThatIsWrong) {
  const auto refused = [](const base::Json& changes, const std::string& part) {
    base::expect_error(ErrorCode::kInvalidModel, {kWhere, part},
                       [&] { (void)scale(changes, "query"); });
  };
  refused({{"base_model_name_or_path", nullptr}}, "base_model_name_or_path");
  refused({{"base_model_name_or_path", ""}}, "base_model_name_or_path");
  refused({{"r", 0}}, "rank");
  refused({{"r", "four"}}, "\"r\"");
  refused({{"rank_pattern", {{"query", 1.5}}}}, "whole number");
  refused({{"rank_pattern", {1}}}, "rank_pattern");
  refused({{"lora_alpha", 1e300}}, "finite");
  refused({{"modules_to_save", {1}}}, "modules_to_save");
}

TEST(LoraTensor, KnowsEachPart) {
  const auto expect = [](const std::string& name, LoraPart part, const std::string& rest) {
    const LoraTensor found = parse_lora_tensor("base_model.model." + name, "adapter");
    EXPECT_EQ(found.part, part) << name;
    EXPECT_EQ(found.name, rest) << name;
  };
  expect("bert.query.lora_A.weight", LoraPart::kA, "bert.query");
  expect("bert.query.lora_B.weight", LoraPart::kB, "bert.query");
  expect("bert.words.lora_embedding_A", LoraPart::kEmbeddingA, "bert.words");
  expect("bert.words.lora_embedding_B", LoraPart::kEmbeddingB, "bert.words");
  expect("classifier.dense.weight", LoraPart::kWhole, "classifier.dense.weight");
  expect("classifier.modules_to_save.weight", LoraPart::kWhole, "classifier.weight");
  expect("classifier.modules_to_save.default.dense.bias", LoraPart::kWhole,
         "classifier.dense.bias");
  expect("bert.query.base_layer.bias", LoraPart::kWhole, "bert.query.bias");
  expect("classifier.original_module.bias", LoraPart::kOriginal, "classifier.original_module.bias");
  base::expect_error(ErrorCode::kUnsupported, {"adapter", "lora_magnitude_vector"}, [] {
    (void)parse_lora_tensor("base_model.model.query.lora_magnitude_vector", "adapter");
  });
  base::expect_error(ErrorCode::kInvalidModel, {"adapter", "\"bert.query\"", "base_model.model."},
                     [] { (void)parse_lora_tensor("bert.query", "adapter"); });
}

}  // namespace
}  // namespace tango::checkpoint
