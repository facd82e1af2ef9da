#include "certify/tier_outputs.h"

#include <algorithm>
#include <chrono>
#include <optional>
#include <utility>

#include "base/random.h"
#include "cascade/confidence.h"

namespace tango::certify {
namespace {

// Like fnv1a64, of numbers.
std::uint64_t hash_of_number(std::uint64_t number, std::uint64_t state) {
  return base::mix64(base::mix64(state) ^ number);
}

constexpr std::size_t kLoneTexts = 200;

/// Of a text, the mean.
template <typename OnAnswer>
double seconds_of_tier(const cascade::Cascade& cascade, const service::PipelineOptions& options,
                       std::span<const cascade::Request> texts, int tier, OnAnswer on_answer) {
  using Clock = std::chrono::steady_clock;
  const Clock::time_point start = Clock::now();
  service::Pipeline pipeline(cascade, options,
                             [&](std::uint64_t, cascade::Answer&& answer) { on_answer(answer); });
  for (cascade::Request request : texts) {
    request.tier = tier;
    pipeline.submit(std::move(request));
  }
  pipeline.finish();
  return std::chrono::duration<double>(Clock::now() - start).count() /
         static_cast<double>(std::max<std::size_t>(1, texts.size()));
}

}  // namespace

std::uint64_t answer_number(const cascade::Answer& answer) {
  if (answer.label >= 0) return static_cast<std::uint64_t>(answer.label);
  if (!answer.spans.empty()) return base::fnv1a64(answer.spans.front().text);
  std::uint64_t hash = base::fnv1a64("labels");
  for (const int label : answer.labels) {
    hash = hash_of_number(static_cast<std::uint64_t>(label), hash);
  }
  return hash;
}

TierOutputs TierRunner::run(std::span<const cascade::Request> texts) const {
  TierOutputs outputs;
  for (int tier = 1; tier <= cascade.num_callable_tiers(); ++tier) {
    outputs.goes_on.push_back(cascade.goes_on(tier - 1));
    auto& confidences = outputs.confidences.emplace_back();
    auto& answers = outputs.answers.emplace_back();
    std::vector<std::string> spans;
    calibrate::FeatureTable features{
        .features = cascade::num_score_features(
            answers_questions() ? cascade::kSpanLabels : cascade.labels().names.size()),
        .values = {}};
    outputs.seconds.push_back(
        seconds_of_tier(cascade, options, texts, tier, [&](const cascade::Answer& answer) {
          std::optional<int> earlier_label;
          if (tier > 1 && answer.label >= 0) {
            earlier_label =
                static_cast<int>(outputs.answers[outputs.tiers() - 2][confidences.size()]);
          }
          if (with_features) {
            const std::vector<double> own = cascade::score_features(answer, earlier_label);
            features.values.insert(features.values.end(), own.begin(), own.end());
          }
          confidences.push_back(earlier_label ? cascade.confidence_after(answer, *earlier_label)
                                              : answer.confidence);
          answers.push_back(answer_number(answer));
          if (with_spans) {
            spans.push_back(answer.spans.empty() ? std::string() : answer.spans.front().text);
          }
          if (on_progress) on_progress(outputs.tiers(), answers.size(), texts.size());
        }));
    if (with_features) outputs.features.push_back(std::move(features));
    if (with_spans) outputs.spans.push_back(std::move(spans));
  }
  if (!seconds.empty()) outputs.seconds = seconds;
  return outputs;
}

std::vector<double> TierRunner::lone_seconds(std::span<const cascade::Request> texts) const {
  if (!seconds.empty()) return seconds;
  service::PipelineOptions one_at_a_time = options;
  one_at_a_time.max_in_flight = 1;
  std::vector<double> measured;
  for (int tier = 1; tier <= cascade.num_callable_tiers(); ++tier) {
    measured.push_back(seconds_of_tier(cascade, one_at_a_time,
                                       texts.first(std::min(kLoneTexts, texts.size())), tier,
                                       [](const cascade::Answer&) {}));
  }
  if (cascade.asks()) measured.push_back(kAskedSeconds);
  return measured;
}

void TierOutputs::add_asked(std::span<const int> given) {
  answers.emplace_back(given.begin(), given.end());
  confidences.emplace_back(given.size(), 1.0F);
  if (seconds.size() < tiers()) seconds.push_back(kAskedSeconds);
}

std::size_t answering_tier(const TierOutputs& outputs, std::size_t text,
                           std::span<const cascade::Threshold> thresholds) {
  std::size_t tier = 0;
  while (tier < thresholds.size() && !outputs.accepts(thresholds[tier], tier, text)) ++tier;
  return tier;
}

std::uint64_t hash_of_decisions(const TierOutputs& outputs,
                                std::span<const cascade::Threshold> thresholds) {
  std::uint64_t hash = base::fnv1a64("decisions");
  for (std::size_t text = 0; text < outputs.answers.front().size(); ++text) {
    for (std::size_t tier = 0; tier < outputs.tiers(); ++tier) {
      const bool accepted =
          tier == thresholds.size() || outputs.accepts(thresholds[tier], tier, text);
      hash = hash_of_number(outputs.answers[tier][text], hash);
      hash = hash_of_number(accepted ? 1 : 0, hash);
    }
    if (!outputs.reference.empty()) hash = hash_of_number(outputs.reference[text], hash);
  }
  return hash;
}

}  // namespace tango::certify
