#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include <tango/cascade.h>
#include <tango/engine.h>
#include <tango/error.h>
#include <tango/version.h>

#include "base/temporary_directory_test.h"

namespace tango {
namespace {

namespace fs = std::filesystem;

const std::string kGolden = std::string(TANGO_SOURCE_DIR) + "/tests/golden/";
const std::string kTinyCascade = kGolden + "tiny-cascade";

ErrorCode error_of_load(const std::string& directory, const LoadOptions& options) {
  try {
    (void)Cascade::load(directory, options);
  } catch (const Error& error) {
    return error.code();
  }
  return ErrorCode::kInternal;
}

std::vector<Text> samples(int count) {
  std::vector<Text> texts;
  texts.reserve(static_cast<std::size_t>(count));
  for (int i = 0; i < count; ++i) {
    texts.push_back({.text = (i % 2 == 0 ? "good movie " : "bad ") + std::to_string(i)});
  }
  return texts;
}

TEST(CascadeApi, SaysWhatItIs) {
  const Cascade cascade = Cascade::load(kTinyCascade);
  EXPECT_EQ(cascade.num_tiers(), 2);
  EXPECT_EQ(cascade.labels(), (std::vector<std::string>{"negative", "positive"}));
  EXPECT_EQ(cascade.problem_type(), ProblemType::kSingleLabel);
  EXPECT_EQ(cascade.thresholds().size(), 1U);
  EXPECT_EQ(Cascade::load(kTinyCascade, {.thresholds = {0.25F}}).thresholds(),
            std::vector<float>{0.25F});
  EXPECT_EQ(Cascade::load(kTinyCascade, {.thresholds = {0.25F}}).threshold(0, 1), 0.25F);
  EXPECT_THROW((void)cascade.threshold(1, 0), Error);
  EXPECT_THROW((void)cascade.threshold(0, 2), Error);
  ASSERT_EQ(cascade.tiers().size(), 2U);
  for (const Tier& tier : cascade.tiers()) EXPECT_TRUE(fs::exists(tier.model / "config.json"));
  EXPECT_EQ(cascade.tiers().back().max_tokens, 32);
}

TEST(CascadeApi, SaysWhatTheNumbersOfAnAnswerMean) {
  const base::TemporaryDirectory folder;
  for (const char* file : {"model.safetensors", "vocab.txt"}) {
    fs::copy(kGolden + "tiny-bert/" + file, folder.path() / file);
  }
  std::ifstream file(kGolden + "tiny-bert/config.json");
  const std::string config(std::istreambuf_iterator<char>(file), {});
  for (const auto& [name, type] : {std::pair{"regression", ProblemType::kRegression},
                                   {"multi_label_classification", ProblemType::kMultiLabel}}) {
    std::ofstream(folder.path() / "config.json")
        << "{\"problem_type\": \"" << name << "\"," << config.substr(config.find('{') + 1);
    EXPECT_EQ(Cascade::load_model(folder.path()).problem_type(), type);
  }
  const auto labels_at = [&folder](const LoadOptions& options) {
    return Engine(Cascade::load_model(folder.path(), options)).classify("good").value().labels;
  };
  EXPECT_EQ(labels_at({.label_threshold = 0.0F}).size(), 2U);
  EXPECT_EQ(labels_at({.label_threshold = 0.0F, .label_thresholds = {{"negative", 1.0F}}}),
            std::vector<std::string>{"positive"});
  EXPECT_THROW((void)labels_at({.label_thresholds = {{"neutral", 0.5F}}}), Error);
}

TEST(CascadeApi, RefusesOptionsThatMakeNoSense) {
  EXPECT_EQ(error_of_load(kTinyCascade, {.thresholds = {2}}), ErrorCode::kUsage);
  EXPECT_EQ(error_of_load(kTinyCascade, {.thresholds = {0, 0, 0}}), ErrorCode::kUsage);
  EXPECT_EQ(error_of_load(kTinyCascade, {.max_tokens = -1}), ErrorCode::kUsage);
  EXPECT_EQ(error_of_load(kTinyCascade, {.precision = Precision{17}}), ErrorCode::kUsage);
  EXPECT_EQ(error_of_load(kTinyCascade, {.confidence = Confidence{17}}), ErrorCode::kUsage);
  EXPECT_EQ(error_of_load(kTinyCascade, {.long_text = LongText{17}}), ErrorCode::kUsage);
  EXPECT_EQ(error_of_load(kTinyCascade, {.label_threshold = 0.5F}), ErrorCode::kUsage);
  EXPECT_EQ(error_of_load(kTinyCascade, {.raw_score = true}), ErrorCode::kUsage);
  EXPECT_EQ(error_of_load(kTinyCascade, {.only_tier = 3}), ErrorCode::kUsage);
  EXPECT_EQ(error_of_load(kGolden + "absent", {}), ErrorCode::kNotFound);
}

TEST(CascadeApi, OneModelIsACascadeOfOneTier) {
  Engine one(Cascade::load_model(kGolden + "tiny-bert"));
  EXPECT_EQ(one.cascade().num_tiers(), 1);
  Engine both = Engine::load(kTinyCascade);
  EXPECT_EQ(one.classify("good").value().scores,
            both.classify(Text{.text = "good", .tier = 2}).value().scores);
}

TEST(CascadeApi, OneTierOfACascadeAnswersAlone) {
  Engine second = Engine::load(kTinyCascade, {.only_tier = 2});
  EXPECT_EQ(second.cascade().num_tiers(), 1);
  Engine both = Engine::load(kTinyCascade);
  EXPECT_EQ(second.classify("good").value().scores,
            both.classify(Text{.text = "good", .tier = 2}).value().scores);
}

TEST(CascadeApi, TiersShowTheirTokenizers) {
  const Tokenizer last = [] { return Cascade::load(kTinyCascade).tokenizer(1); }();
  EXPECT_EQ(last.encode("good movie").ids,
            Tokenizer::load(kGolden + "tiny-bert").encode("good movie").ids);
  const Tokenizer words = Cascade::load(kTinyCascade).tokenizer(0);
  EXPECT_EQ(words.decode(words.encode("good movie").ids), "good movie");
  EXPECT_THROW((void)Cascade::load(kTinyCascade).tokenizer(2), Error);
}

TEST(CascadeApi, AutoChoosesBySampleTextsAndSaysSo) {
  const base::TemporaryDirectory cache;
  LoadOptions options{.sample_texts = samples(100), .cache_directory = cache.path()};
  const Tier chosen = Cascade::load_model(kGolden + "tiny-bert", options).tiers().front();
  EXPECT_NE(chosen.why.find("of 100 sample texts"), std::string::npos) << chosen.why;
  const Tier again = Cascade::load_model(kGolden + "tiny-bert", options).tiers().front();
  EXPECT_NE(again.why.find("as measured before"), std::string::npos) << again.why;

  options.sample_texts.clear();
  const Tier without = Cascade::load_model(kGolden + "tiny-bert", options).tiers().front();
  EXPECT_EQ(without.precision, Precision::kFloat32);
  EXPECT_NE(without.why.find("there are 0"), std::string::npos) << without.why;

  options.precision = Precision::kInt8;
  const Tier asked = Cascade::load_model(kGolden + "tiny-bert", options).tiers().front();
  EXPECT_EQ(asked.precision, Precision::kInt8);
  EXPECT_EQ(asked.why, "the caller asked for");
}

TEST(CascadeApi, CachesOnlyWhereItIsTold) {
  const base::TemporaryDirectory environment;
  const base::TemporaryDirectory told;
  setenv("TANGO_CACHE", environment.path().c_str(), 1);
  LoadOptions options{.precision = Precision::kInt8};
  {
    Engine engine(Cascade::load_model(kGolden + "tiny-bert", options), {.workers = 1});
    EXPECT_TRUE(engine.classify("good").ok());
  }  // a model that is in use is shared, and not prepared again
  EXPECT_TRUE(fs::is_empty(environment.path()));
  options.cache_directory = told.path();
  (void)Cascade::load_model(kGolden + "tiny-bert", options);
  EXPECT_TRUE(fs::is_empty(environment.path()));
  EXPECT_FALSE(fs::is_empty(told.path()));
  setenv("TANGO_CACHE", "off", 1);
}

TEST(CascadeApi, WhatWasMovedFromIsStillWhole) {
  Cascade cascade = Cascade::load(kTinyCascade);
  const Cascade moved = std::move(cascade);  // NOLINT(performance-move-const-arg): it copies
  EXPECT_EQ(cascade.num_tiers(), 2);  // NOLINT(bugprone-use-after-move): this is what is promised
  EXPECT_EQ(&cascade.labels(), &moved.labels());
}

TEST(Version, HasThreeParts) {
  const std::string text = version();
  EXPECT_EQ(std::count(text.begin(), text.end(), '.'), 2);
}

}  // namespace
}  // namespace tango
