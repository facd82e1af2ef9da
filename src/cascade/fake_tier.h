// Test support: a tokenizer of bytes, and a model whose answer depends on the first byte.
#pragma once

#include <algorithm>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <tango/error.h>

#include "cascade/cascade.h"
#include "cascade/tier.h"

namespace tango::cascade::fake {

/// Called at each use of a part, if a test sets them.
using OnEncode = std::function<void(std::string_view text)>;
using OnForward = std::function<void(const model::PackedBatch& batch, base::Team team)>;

/// One token per byte; windows do not overlap.
class ByteTokenizer : public text::Tokenizer {
 public:
  explicit ByteTokenizer(OnEncode on_encode = nullptr) : on_encode_(std::move(on_encode)) {}

  [[nodiscard]] text::Encoding encode(std::string_view text, std::optional<std::string_view> pair,
                                      const text::EncodeOptions& options) const override {
    if (on_encode_) on_encode_(text);
    text::Encoding encoding;
    for (const char byte : text) encoding.ids.push_back(byte);
    for (const char byte : pair.value_or("")) encoding.ids.push_back(byte);
    const auto most = static_cast<std::size_t>(options.max_tokens);
    encoding.truncated = most > 0 && encoding.ids.size() > most;
    if (encoding.truncated) encoding.ids.resize(most);
    encoding.type_ids.resize(encoding.ids.size());
    return encoding;
  }

  [[nodiscard]] std::vector<text::Encoding> encode_windows(std::string_view text,
                                                           std::optional<std::string_view> pair,
                                                           const text::EncodeOptions& options,
                                                           int /*stride*/) const override {
    std::vector<text::Encoding> windows;
    const auto most = static_cast<std::size_t>(options.max_tokens);
    for (std::size_t begin = 0; begin < text.size(); begin += most) {
      windows.push_back(encode(text.substr(begin, most), pair, options));
    }
    return windows;
  }

  [[nodiscard]] int vocab_size() const override { return 128; }

 private:
  OnEncode on_encode_;
};

/// Logits {0, scale * (first byte - '5')}: "9" is label 1 and "1" label 0 with confidence, "5" is
/// undecided. A text that starts with '!' throws.
class FirstByteModel : public model::Model {
 public:
  explicit FirstByteModel(float scale, int max_tokens = 16, OnForward on_forward = nullptr)
      : scale_(scale), on_forward_(std::move(on_forward)) {
    checkpoint::BiLstmConfig config;
    config.vocab_size = 128;
    config.max_words = max_tokens;
    config.labels.names = {"negative", "positive"};
    config_ = config;
  }

  [[nodiscard]] const checkpoint::ModelConfig& config() const override { return config_; }
  [[nodiscard]] model::Precision precision() const override { return model::Precision::kFloat32; }
  [[nodiscard]] std::unique_ptr<model::Workspace> make_workspace() const override {
    return std::make_unique<model::Workspace>();
  }
  using Model::forward;
  void forward(const model::PackedBatch& batch, model::Workspace& /*workspace*/,
               std::span<float> logits, base::Team team) const override {
    if (on_forward_) on_forward_(batch, team);
    for (std::size_t i = 0; i < static_cast<std::size_t>(batch.texts()); ++i) {
      const std::int32_t first = batch.token_ids()[static_cast<std::size_t>(batch.offsets()[i])];
      if (first == '!') throw Error(ErrorCode::kInvalidInput, "a bad token");
      logits[2 * i] = 0;
      logits[2 * i + 1] = scale_ * static_cast<float>(first - '5');
    }
  }

 private:
  float scale_;
  OnForward on_forward_;
  checkpoint::ModelConfig config_;
};

struct Hooks {
  OnEncode on_encode;
  OnForward on_forward;
};

inline Tier make_tier(float scale, int max_tokens = 16, LongText long_text = LongText::kTruncate,
                      Hooks hooks = {}) {
  return {std::make_unique<ByteTokenizer>(std::move(hooks.on_encode)),
          std::make_unique<FirstByteModel>(scale, max_tokens, std::move(hooks.on_forward)), 1, 0,
          long_text};
}

inline Cascade make_one_tier(float scale, Hooks hooks = {}) {
  std::vector<Tier> tiers;
  tiers.push_back(make_tier(scale, 16, LongText::kTruncate, std::move(hooks)));
  checkpoint::Labels labels = tiers.front().labels();
  return {std::move(tiers), {}, std::move(labels), ConfidenceKind::kMaxProbability};
}

/// Two tiers; the second gives the same answers as the first (10), or the opposite ones (-10).
inline std::shared_ptr<const Cascade> make_tiers(float threshold, float second) {
  std::vector<Tier> tiers;
  tiers.push_back(make_tier(1));
  tiers.push_back(make_tier(second));
  checkpoint::Labels labels = tiers.front().labels();
  return std::make_shared<const Cascade>(std::move(tiers), std::vector<Threshold>{threshold},
                                         std::move(labels), ConfidenceKind::kMaxProbability);
}

/// Two tiers; the second is more confident and, to tell them apart, gives the opposite answers.
inline Cascade make_two_tiers(float threshold, LongText long_text = LongText::kTruncate,
                              Hooks first = {}, Hooks second = {}) {
  std::vector<Tier> tiers;
  tiers.push_back(make_tier(1, 16, long_text, std::move(first)));
  tiers.push_back(make_tier(-10, 16, long_text, std::move(second)));
  checkpoint::Labels labels = tiers.front().labels();
  return {std::move(tiers), {threshold}, std::move(labels), ConfidenceKind::kMaxProbability};
}

}  // namespace tango::cascade::fake
