#include <cmath>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include <tango/cascade.h>
#include <tango/tango.h>
#include <tango/version.h>

namespace tango {
namespace {

const std::string kModels = std::string(TANGO_SOURCE_DIR) + "/tests/golden/";

class CApi : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_EQ(tango_cascade_load((kModels + "tiny-cascade").c_str(), nullptr, &cascade_), TANGO_OK)
        << tango_last_error();
    texts_ = tango_texts_new();
  }
  void TearDown() override {
    tango_answers_free(answers_);
    tango_texts_free(texts_);
    tango_cascade_free(cascade_);
  }

  void add(const std::string& text) {
    ASSERT_EQ(tango_texts_add(texts_, text.data(), text.size()), TANGO_OK);
  }

  tango_cascade* cascade_ = nullptr;
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

  ASSERT_EQ(tango_classify(cascade_, texts_, &answers_), TANGO_OK) << tango_last_error();
  const std::vector<Prediction> expected = Cascade::load(kModels + "tiny-cascade").classify(same);
  ASSERT_EQ(tango_answers_size(answers_), expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) {
    EXPECT_EQ(tango_answer_label(answers_, i), expected[i].label);
    EXPECT_EQ(tango_answer_score(answers_, i), expected[i].score);
    EXPECT_EQ(tango_answer_confidence(answers_, i), expected[i].confidence);
    EXPECT_EQ(tango_answer_tier(answers_, i), expected[i].tier);
    EXPECT_EQ(tango_answer_truncated(answers_, i), 0);
    ASSERT_EQ(tango_answer_num_scores(answers_, i), expected[i].scores.size());
    for (std::size_t label = 0; label < expected[i].scores.size(); ++label) {
      EXPECT_EQ(tango_answer_score_of(answers_, i, label), expected[i].scores[label]);
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

TEST_F(CApi, OptionsAndAClassifierOfOneModel) {
  tango_options* options = tango_options_new();
  const float all = 1;
  EXPECT_EQ(tango_options_set_thresholds(options, &all, 1), TANGO_OK);
  EXPECT_EQ(tango_options_set_precision(options, "fp32"), TANGO_OK);
  EXPECT_EQ(tango_options_set_long_text(options, "window"), TANGO_OK);
  EXPECT_EQ(tango_options_set_workers(options, 1), TANGO_OK);
  tango_cascade* other = nullptr;
  ASSERT_EQ(tango_cascade_load((kModels + "tiny-cascade").c_str(), options, &other), TANGO_OK);
  add("good");
  ASSERT_EQ(tango_classify(other, texts_, &answers_), TANGO_OK);
  EXPECT_EQ(tango_answer_tier(answers_, 0), 2);
  tango_cascade_free(other);

  EXPECT_EQ(tango_options_set_precision(options, "fp31"), TANGO_OK);
  EXPECT_EQ(tango_cascade_load((kModels + "tiny-cascade").c_str(), options, &other), TANGO_USAGE);
  EXPECT_EQ(other, nullptr);
  EXPECT_NE(std::string(tango_last_error()).find("fp31"), std::string::npos);
  tango_options_free(options);

  ASSERT_EQ(tango_classifier_load((kModels + "tiny-bert").c_str(), nullptr, &other), TANGO_OK);
  EXPECT_EQ(tango_cascade_num_tiers(other), 1);
  tango_cascade_free(other);
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
  EXPECT_EQ(tango_classify(cascade_, texts_, &answers_), TANGO_INVALID_INPUT);
  EXPECT_EQ(answers_, nullptr);
}

TEST_F(CApi, TakesWhatIsNotThere) {
  EXPECT_EQ(tango_cascade_load(nullptr, nullptr, &cascade_), TANGO_USAGE);
  EXPECT_EQ(tango_cascade_load("x", nullptr, nullptr), TANGO_USAGE);
  EXPECT_EQ(tango_classify(nullptr, texts_, &answers_), TANGO_USAGE);
  EXPECT_EQ(tango_texts_add(texts_, nullptr, 3), TANGO_USAGE);
  EXPECT_EQ(tango_texts_add(texts_, nullptr, 0), TANGO_OK);
  EXPECT_EQ(tango_texts_set_tier(nullptr, 1), TANGO_USAGE);
  EXPECT_EQ(tango_options_set_workers(nullptr, 1), TANGO_USAGE);
  tango_options_free(nullptr);
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
