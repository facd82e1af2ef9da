#include <cmath>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include <tango/engine.h>
#include <tango/tango.h>
#include <tango/version.h>

namespace tango {
namespace {

const std::string kGoldenModels = std::string(TANGO_SOURCE_DIR) + "/tests/golden/";

class CApi : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_EQ(tango_cascade_load((kGoldenModels + "tiny-cascade").c_str(), nullptr, &cascade_),
              TANGO_OK)
        << tango_last_error();
    ASSERT_EQ(tango_engine_new(cascade_, nullptr, &engine_), TANGO_OK) << tango_last_error();
    texts_ = tango_texts_new();
  }
  void TearDown() override {
    tango_answers_free(answers_);
    tango_texts_free(texts_);
    tango_engine_free(engine_);
    tango_cascade_free(cascade_);
  }

  void add(const std::string& text) {
    ASSERT_EQ(tango_texts_add(texts_, text.data(), text.size()), TANGO_OK);
  }

  tango_cascade* cascade_ = nullptr;
  tango_engine* engine_ = nullptr;
  tango_texts* texts_ = nullptr;
  tango_answers* answers_ = nullptr;
};

TEST_F(CApi, GivesTheAnswersOfTheCppApi) {
  const std::vector<std::string> words{"good", "bad movie", "", "the worst"};
  std::vector<Text> same;
  for (const std::string& text : words) {
    add(text);
    same.push_back({.text = text});
  }
  add("good");
  ASSERT_EQ(tango_texts_set_tier(texts_, 2), TANGO_OK);
  same.push_back({.text = "good", .tier = 2});
  add("good");
  ASSERT_EQ(tango_texts_set_threshold(texts_, 0), TANGO_OK);
  same.push_back({.text = "good", .threshold = 0.0F});
  EXPECT_EQ(tango_texts_size(texts_), same.size());

  add("good");
  ASSERT_EQ(tango_texts_set_tier(texts_, 9), TANGO_OK);
  same.push_back({.text = "good", .tier = 9});

  ASSERT_EQ(tango_engine_classify(engine_, texts_, &answers_), TANGO_OK) << tango_last_error();
  const std::vector<Result> results = Engine::load(kGoldenModels + "tiny-cascade").classify(same);
  ASSERT_EQ(tango_answers_size(answers_), results.size());
  EXPECT_EQ(tango_answer_status(answers_, same.size() - 1), TANGO_INVALID_INPUT);
  EXPECT_STREQ(tango_answer_error(answers_, same.size() - 1), results.back().error()->what());
  EXPECT_EQ(tango_answer_label(answers_, same.size() - 1), nullptr);
  std::vector<Prediction> expected;
  for (const Result& result : results) {
    if (result.ok()) expected.push_back(result.value());
  }
  for (std::size_t i = 0; i < expected.size(); ++i) {
    EXPECT_EQ(tango_answer_status(answers_, i), TANGO_OK);
    EXPECT_EQ(tango_answer_error(answers_, i), nullptr);
    EXPECT_EQ(tango_answer_label(answers_, i), expected[i].label);
    EXPECT_EQ(tango_answer_score(answers_, i), expected[i].score);
    EXPECT_EQ(tango_answer_confidence(answers_, i), expected[i].confidence);
    EXPECT_EQ(tango_answer_tier(answers_, i), expected[i].tier);
    EXPECT_EQ(tango_answer_truncated(answers_, i), 0);
    ASSERT_EQ(tango_answer_num_scores(answers_, i), expected[i].scores.size());
    for (std::size_t label = 0; label < expected[i].scores.size(); ++label) {
      EXPECT_EQ(tango_answer_score_of(answers_, i, label), expected[i].scores[label]);
      EXPECT_EQ(tango_answer_logit_of(answers_, i, label), expected[i].logits[label]);
    }
    EXPECT_EQ(tango_answer_num_labels(answers_, i), 0U);
    EXPECT_EQ(tango_answer_num_spans(answers_, i), 0U);
  }
}

TEST_F(CApi, ReadsACascade) {
  EXPECT_EQ(tango_cascade_num_tiers(cascade_), 2);
  ASSERT_EQ(tango_cascade_num_labels(cascade_), 2U);
  EXPECT_STREQ(tango_cascade_label(cascade_, 1), "positive");
  EXPECT_EQ(tango_cascade_label(cascade_, 2), nullptr);
  EXPECT_STREQ(tango_version(), version());
}

TEST_F(CApi, OptionsAndACascadeOfOneModel) {
  tango_options* options = tango_options_new();
  const float all = 1;
  EXPECT_EQ(tango_options_set_thresholds(options, &all, 1), TANGO_OK);
  EXPECT_EQ(tango_options_set_precision(options, TANGO_INT8), TANGO_OK);
  EXPECT_EQ(tango_options_set_long_text(options, TANGO_WINDOW), TANGO_OK);
  EXPECT_EQ(tango_options_set_workers(options, 1), TANGO_OK);
  EXPECT_EQ(tango_options_set_sample_texts(options, texts_), TANGO_OK);
  tango_cascade* other = nullptr;
  ASSERT_EQ(tango_cascade_load((kGoldenModels + "tiny-cascade").c_str(), options, &other),
            TANGO_OK);
  EXPECT_EQ(tango_cascade_precision(other, 2), TANGO_INT8);
  EXPECT_STREQ(tango_cascade_why_precision(other, 2), "the caller asked for");
  EXPECT_EQ(tango_cascade_why_precision(other, 3), nullptr);
  EXPECT_EQ(tango_cascade_why_precision(other, 0), nullptr);
  tango_engine* one = nullptr;
  ASSERT_EQ(tango_engine_new(other, options, &one), TANGO_OK);
  add("good");
  ASSERT_EQ(tango_engine_classify(one, texts_, &answers_), TANGO_OK);
  EXPECT_EQ(tango_answer_tier(answers_, 0), 2);
  tango_engine_free(one);
  tango_cascade_free(other);

  const float outside = 2;
  EXPECT_EQ(tango_options_set_thresholds(options, &outside, 1), TANGO_OK);
  EXPECT_EQ(tango_cascade_load((kGoldenModels + "tiny-cascade").c_str(), options, &other),
            TANGO_USAGE);
  EXPECT_EQ(other, nullptr);
  EXPECT_NE(std::string(tango_last_error()).find("outside 0"), std::string::npos);
  EXPECT_EQ(tango_options_set_workers(options, -1), TANGO_OK);
  EXPECT_EQ(tango_engine_new(cascade_, options, &one), TANGO_USAGE);
  tango_options_free(options);

  ASSERT_EQ(tango_cascade_load_model((kGoldenModels + "tiny-bert").c_str(), nullptr, &other),
            TANGO_OK);
  EXPECT_EQ(tango_cascade_num_tiers(other), 1);
  EXPECT_EQ(tango_engine_replace(engine_, other), TANGO_OK);
  tango_cascade_free(other);
}

TEST_F(CApi, TextsOnTheirWay) {
  for (int i = 0; i < 20; ++i) add("text " + std::to_string(i));
  tango_pending* pending = nullptr;
  ASSERT_EQ(tango_engine_submit(engine_, texts_, -1, &pending), TANGO_OK);
  while (answers_ == nullptr) {
    ASSERT_EQ(tango_pending_wait(pending, 1, &answers_), TANGO_OK);
  }
  EXPECT_EQ(tango_answers_size(answers_), 20U);
  EXPECT_EQ(tango_answer_status(answers_, 19), TANGO_OK);
  tango_pending_free(pending);
  tango_answers_free(answers_);

  ASSERT_EQ(tango_engine_submit(engine_, texts_, 0, &pending), TANGO_OK);
  tango_pending_cancel(pending);
  ASSERT_EQ(tango_pending_wait(pending, -1, &answers_), TANGO_OK);
  const tango_status ended = tango_answer_status(answers_, 19);
  EXPECT_TRUE(ended == TANGO_CANCELLED || ended == TANGO_DEADLINE) << ended;
  tango_pending_free(pending);

  ASSERT_EQ(tango_engine_submit(engine_, texts_, -1, &pending), TANGO_OK);
  EXPECT_EQ(tango_engine_stop(engine_, -1), TANGO_OK);
  tango_pending_free(pending);
  tango_answers_free(answers_);
  ASSERT_EQ(tango_engine_classify(engine_, texts_, &answers_), TANGO_OK);
  EXPECT_EQ(tango_answer_status(answers_, 0), TANGO_STOPPING);
}

TEST_F(CApi, SaysWhatWasWrongPerThread) {
  tango_cascade* none = nullptr;
  EXPECT_EQ(tango_cascade_load("/no/such/cascade", nullptr, &none), TANGO_NOT_FOUND);
  const std::string message = tango_last_error();
  EXPECT_NE(message.find("/no/such/cascade"), std::string::npos);
  std::thread([] { EXPECT_STREQ(tango_last_error(), ""); }).join();
  EXPECT_EQ(tango_last_error(), message);

  add("good");
  ASSERT_EQ(tango_texts_set_threshold(texts_, std::nanf("")), TANGO_OK);
  ASSERT_EQ(tango_engine_classify(engine_, texts_, &answers_), TANGO_OK);
  EXPECT_EQ(tango_answer_status(answers_, 0), TANGO_INVALID_INPUT);
}

TEST_F(CApi, TakesWhatIsNotThere) {
  tango_cascade* none = nullptr;
  EXPECT_EQ(tango_cascade_load(nullptr, nullptr, &none), TANGO_USAGE);
  EXPECT_EQ(tango_cascade_load("x", nullptr, nullptr), TANGO_USAGE);
  EXPECT_EQ(tango_engine_classify(nullptr, texts_, &answers_), TANGO_USAGE);
  EXPECT_EQ(tango_texts_add(texts_, nullptr, 3), TANGO_USAGE);
  EXPECT_EQ(tango_texts_add(texts_, nullptr, 0), TANGO_OK);
  EXPECT_EQ(tango_texts_set_tier(nullptr, 1), TANGO_USAGE);
  EXPECT_EQ(tango_options_set_workers(nullptr, 1), TANGO_USAGE);
  tango_options_free(nullptr);
  tango_pending_free(nullptr);
  tango_engine_free(nullptr);
  EXPECT_EQ(tango_cascade_num_labels(nullptr), 0U);
  EXPECT_EQ(tango_answers_size(nullptr), 0U);
  EXPECT_EQ(tango_answer_label(nullptr, 0), nullptr);
  EXPECT_EQ(tango_answer_span_text(nullptr, 0, 0), nullptr);
  EXPECT_EQ(tango_answer_score_of(nullptr, 0, 0), 0);
  tango_texts* empty = tango_texts_new();
  EXPECT_EQ(tango_texts_set_tier(empty, 1), TANGO_USAGE);
  tango_texts_free(empty);
}

}  // namespace
}  // namespace tango
