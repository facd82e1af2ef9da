#include "cascade/precision_gate.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <gtest/gtest.h>

#include "base/temporary_directory_test.h"
#include "checkpoint/known_config.h"
#include "checkpoint/random_weights.h"

namespace tango::cascade {
namespace {

/// One token per letter.
class Letters final : public text::Tokenizer {
 public:
  [[nodiscard]] text::Encoding encode(std::string_view text, std::optional<std::string_view>,
                                      const text::EncodeOptions&) const override {
    text::Encoding encoding;
    for (const char c : text) encoding.ids.push_back(5 + c % 90);
    return encoding;
  }
  [[nodiscard]] std::vector<text::Encoding> encode_windows(std::string_view text,
                                                           std::optional<std::string_view> pair,
                                                           const text::EncodeOptions& options,
                                                           int) const override {
    return {encode(text, pair, options)};
  }
  [[nodiscard]] int vocab_size() const override { return 100; }
};

/// Random weights with a chosen bias of the first label.
class Biased final : public checkpoint::WeightSource {
 public:
  Biased(const checkpoint::EncoderConfig& config, float bias) : weights_(config, 1), bias_(bias) {}
  [[nodiscard]] std::vector<std::string> names() const override { return weights_.names(); }
  [[nodiscard]] bool contains(std::string_view name) const override {
    return weights_.contains(name);
  }
  [[nodiscard]] tensor::Tensor load(std::string_view name,
                                    const tensor::Shape& expected) const override {
    tensor::Tensor loaded = weights_.load(name, expected);
    if (name == "classifier.bias") {
      loaded.data()[0] = bias_;
      loaded.data()[1] = 0;
    }
    return loaded;
  }

 private:
  checkpoint::RandomWeights weights_;
  float bias_;
};

class PrecisionGate : public testing::Test {
 protected:
  PrecisionGate() { setenv("TANGO_CACHE", cache_.path().c_str(), 1); }
  ~PrecisionGate() override { setenv("TANGO_CACHE", "off", 1); }

  /// A small encoder that always answers "a" by a margin of `bias`, or hangs on its noise at 0.
  static checkpoint::Checkpoint opened(float bias, const std::string& fingerprint) {
    auto config = std::get<checkpoint::EncoderConfig>(checkpoint::known_config("tinybert4"));
    config.vocab_size = 100;
    config.labels.names = {"a", "b"};
    return {.config = config,
            .weights = std::make_unique<Biased>(config, bias),
            .tokenizer_directory = {},
            .fingerprint = fingerprint};
  }

  PrecisionChoice choose(const checkpoint::Checkpoint& model, int texts) {
    return choose_precision(model, letters_, 0, [&, texts] {
      std::vector<Request> samples;
      samples.reserve(static_cast<std::size_t>(texts) + 1);
      for (int i = 0; i < texts; ++i) samples.push_back({.text = "text " + std::to_string(i * i)});
      samples.push_back({.text = ""});  // of which Letters makes no token
      return samples;
    });
  }

  base::TemporaryDirectory cache_;
  Letters letters_;
};

TEST_F(PrecisionGate, TakesInt8WhereItAgrees) {
  const PrecisionChoice choice = choose(opened(50, "model\n1"), 100);
  EXPECT_EQ(choice.precision, model::Precision::kInt8);
  EXPECT_EQ(choice.why, "agrees with fp32 on 100 of 100 sample texts");
}

TEST_F(PrecisionGate, RemembersTheChoiceWhileModelAndTextsStayTheSame) {
  const PrecisionChoice first = choose(opened(50, "model\n1"), 100);
  const auto remembered = [&](const std::string& fingerprint, int texts) {
    const PrecisionChoice again = choose(opened(50, fingerprint), texts);
    EXPECT_EQ(again.precision, first.precision);
    return again.why.find("as measured before") != std::string::npos;
  };
  EXPECT_TRUE(remembered("model\n1", 100));
  EXPECT_FALSE(remembered("model\n2", 100));
  EXPECT_FALSE(remembered("model\n2", 101)) << "measured on other texts";
  EXPECT_FALSE(remembered("model\n2", kMostSampleTexts));
  EXPECT_TRUE(remembered("model\n2", kMostSampleTexts + 1)) << "the last one is not read";
}

TEST_F(PrecisionGate, TakesFloat32WithoutTextsWhateverWasMeasuredBefore) {
  ASSERT_EQ(choose(opened(50, "model\n1"), 100).precision, model::Precision::kInt8);
  const PrecisionChoice choice = choose_precision(opened(50, "model\n1"), letters_, 0, nullptr);
  EXPECT_EQ(choice.precision, model::Precision::kFloat32);
  EXPECT_NE(choice.why.find("there are 0"), std::string::npos) << choice.why;
}

TEST_F(PrecisionGate, StaysWithFloat32OnTooFewTexts) {
  const PrecisionChoice choice = choose(opened(50, "model\n1"), kFewestSampleTexts - 1);
  EXPECT_EQ(choice.precision, model::Precision::kFloat32);
  EXPECT_NE(choice.why.find("there are 63"), std::string::npos) << choice.why;
}

TEST_F(PrecisionGate, RefusesInt8WhereItDisagrees) {
  // With the bias that splits the texts in halves, answers hang on the last bits.
  checkpoint::Checkpoint model = opened(0, "model\n1");
  std::vector<float> margins;
  const auto fp32 = model::make_model(model.config, *model.weights);
  const auto workspace = fp32->make_workspace();
  for (int i = 0; i < 100; ++i) {
    model::PackedBatch batch;
    batch.add(letters_.encode("text " + std::to_string(i * i), {}, {}).ids, {});
    float logits[2];
    fp32->forward(batch, *workspace, logits);
    margins.push_back(logits[1] - logits[0]);
  }
  std::sort(margins.begin(), margins.end());
  const PrecisionChoice choice = choose(opened(margins[50], "model\n3"), 100);
  EXPECT_NE(choice.precision, model::Precision::kInt8) << choice.why;
  EXPECT_NE(choice.why.find("int8 agrees with fp32 on"), std::string::npos) << choice.why;
}

}  // namespace
}  // namespace tango::cascade
