#include <optional>
#include <string>
#include <utility>

#include <fmt/format.h>

#include <tango/cascade.h>
#include <tango/error.h>

#include "api/cascade_impl.h"
#include "api/texts.h"
#include "api/tokenizer_impl.h"

namespace tango {
namespace {

std::optional<model::Precision> precision_of(Precision precision) {
  switch (precision) {
    case Precision::kAuto:
      return std::nullopt;
    case Precision::kFloat32:
      return model::Precision::kFloat32;
    case Precision::kBfloat16:
      return model::Precision::kBfloat16;
    case Precision::kInt8:
      return model::Precision::kInt8;
  }
  throw Error(ErrorCode::kUsage, "no such precision; take one of tango::Precision", {"precision"});
}

Precision precision_of(model::Precision precision) {
  switch (precision) {
    case model::Precision::kFloat32:
      return Precision::kFloat32;
    case model::Precision::kBfloat16:
      return Precision::kBfloat16;
    case model::Precision::kInt8:
      return Precision::kInt8;
  }
  return Precision::kFloat32;
}

cascade::ConfidenceKind kind_of(Confidence confidence) {
  switch (confidence) {
    case Confidence::kMaxProbability:
      return cascade::ConfidenceKind::kMaxProbability;
    case Confidence::kMargin:
      return cascade::ConfidenceKind::kMargin;
    case Confidence::kEntropy:
      return cascade::ConfidenceKind::kEntropy;
    case Confidence::kEnergy:
      return cascade::ConfidenceKind::kEnergy;
  }
  throw Error(ErrorCode::kUsage, "no such confidence; take one of tango::Confidence",
              {"confidence"});
}

cascade::LongText policy_of(LongText long_text) {
  switch (long_text) {
    case LongText::kTruncate:
      return cascade::LongText::kTruncate;
    case LongText::kWindow:
      return cascade::LongText::kWindow;
    case LongText::kError:
      return cascade::LongText::kError;
  }
  throw Error(ErrorCode::kUsage, "no such policy; take one of tango::LongText", {"long_text"});
}

cascade::LoadOptions load_options_of(const LoadOptions& options) {
  if (options.max_tokens < 0) {
    throw Error(ErrorCode::kUsage,
                "max_tokens " + std::to_string(options.max_tokens) +
                    " is negative; 0 means the models' own limits",
                {"max_tokens"});
  }
  cascade::LoadOptions load;
  load.thresholds = options.thresholds;
  if (options.confidence) load.confidence = kind_of(*options.confidence);
  load.precision = precision_of(options.precision);
  load.samples = [&options] {
    std::vector<cascade::Request> samples;
    for (const Text& text : options.sample_texts) samples.push_back(request_of(Text(text)));
    return samples;
  };
  load.cache = options.cache_directory;
  load.max_tokens = options.max_tokens;
  load.long_text = policy_of(options.long_text);
  if (options.label_threshold) {
    load.label_thresholds.push_back(fmt::format("{}", *options.label_threshold));
  }
  for (const auto& [label, threshold] : options.label_thresholds) {
    load.label_thresholds.push_back(fmt::format("{}={}", label, threshold));
  }
  load.raw_score = options.raw_score;
  load.only_tier = options.only_tier;
  return load;
}

}  // namespace

Cascade::Impl::Impl(cascade::Cascade cascade)
    : cascade_(std::make_shared<const cascade::Cascade>(std::move(cascade))) {
  for (int i = 0; i < cascade_->num_tiers(); ++i) {
    const cascade::Tier& tier = cascade_->tier(i);
    tiers_.push_back(
        {tier.source().directory,
         tier.endpoint() == nullptr ? precision_of(tier.model().precision()) : Precision::kAuto,
         tier.source().why_precision, tier.max_tokens()});
  }
  for (const cascade::Threshold& one : cascade_->thresholds()) {
    thresholds_.push_back(one.highest());
  }
}

Cascade::Cascade(std::shared_ptr<const Impl> impl) : impl_(std::move(impl)) {}
Cascade::Cascade(const Cascade& other) = default;
Cascade& Cascade::operator=(const Cascade& other) = default;
Cascade::~Cascade() = default;

Cascade Cascade::load(const std::filesystem::path& directory, const LoadOptions& options) {
  return Cascade(
      std::make_shared<const Impl>(cascade::Cascade::load(directory, load_options_of(options))));
}

Cascade Cascade::load_model(const std::filesystem::path& directory, const LoadOptions& options) {
  return Cascade(std::make_shared<const Impl>(
      cascade::Cascade::load_model(directory, load_options_of(options))));
}

int Cascade::num_tiers() const { return impl_->cascade()->num_tiers(); }

const std::vector<Tier>& Cascade::tiers() const { return impl_->tiers(); }

const std::vector<std::string>& Cascade::labels() const { return impl_->cascade()->labels().names; }

ProblemType Cascade::problem_type() const {
  switch (impl_->cascade()->labels().problem_type) {
    case checkpoint::ProblemType::kSingleLabelClassification:
      return ProblemType::kSingleLabel;
    case checkpoint::ProblemType::kMultiLabelClassification:
      return ProblemType::kMultiLabel;
    case checkpoint::ProblemType::kRegression:
      return ProblemType::kRegression;
    case checkpoint::ProblemType::kSpan:
      return ProblemType::kQuestionAnswering;
  }
  return ProblemType::kSingleLabel;
}

const std::vector<float>& Cascade::thresholds() const { return impl_->thresholds(); }

float Cascade::threshold(int tier, int label) const {
  const cascade::Cascade& cascade = *impl_->cascade();
  if (tier < 0 || tier + 1 >= cascade.num_tiers() || label < 0 ||
      label >= static_cast<int>(cascade.labels().names.size())) {
    throw Error(ErrorCode::kUsage,
                "no threshold of tier " + std::to_string(tier) + " for label " +
                    std::to_string(label) + "; there are " +
                    std::to_string(cascade.num_tiers() - 1) + " tiers with one, and " +
                    std::to_string(cascade.labels().names.size()) + " labels, both from 0");
  }
  return cascade.thresholds()[static_cast<std::size_t>(tier)].of(label);
}

Tokenizer Cascade::tokenizer(int tier) const {
  const std::shared_ptr<const cascade::Cascade>& cascade = impl_->cascade();
  if (tier < 0 || tier >= cascade->num_tiers()) {
    throw Error(ErrorCode::kUsage, fmt::format("there is no tier {}; there are 0 … {}", tier,
                                               cascade->num_tiers() - 1));
  }
  // It lives as long as the cascade.
  const std::shared_ptr<const text::Tokenizer> own(cascade, &cascade->tier(tier).tokenizer());
  return Tokenizer(std::make_shared<const Tokenizer::Impl>(own));
}

}  // namespace tango
