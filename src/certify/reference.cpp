#include "certify/reference.h"

#include <fmt/format.h>

#include <tango/error.h>

#include "cascade/cascade_config.h"

namespace tango::certify {
namespace {

std::vector<std::uint64_t> answers_in_precision(const TierRunner& runner,
                                                const std::string& precision,
                                                std::span<const cascade::Request> texts) {
  const cascade::Tier& last = runner.cascade.tier(runner.cascade.num_tiers() - 1);
  if (last.endpoint() != nullptr) {
    throw Error(ErrorCode::kUnsupported,
                "the last tier is computed elsewhere; its precision can't be chosen",
                {"reference_precision"});
  }
  cascade::LoadOptions options{.thresholds = {},
                               .confidence = {},
                               .precision = cascade::parse_precision(precision),
                               .samples = {},
                               .max_tokens = last.max_tokens(),
                               .long_text = last.long_text()};
  const std::vector<float>& thresholds = runner.cascade.label_thresholds();
  for (std::size_t label = 0; label < thresholds.size(); ++label) {
    options.label_thresholds.push_back(
        fmt::format("{}={}", last.labels().names[label], thresholds[label]));
  }
  const auto loaded = cascade::Cascade::load_model(last.source().directory, options);
  const TierRunner reference{loaded, runner.options, runner.on_progress};
  return std::move(reference.run(texts).answers.front());
}

void require_given_answers(const Promise& promise) {
  if (promise.reference != Reference::kAnswers) {
    throw Error(ErrorCode::kUsage,
                "the last tier is asked and can't be called: name a file of its answers to these "
                "texts",
                {"reference"});
  }
  if (promise.labelled || promise.learned) {
    throw Error(ErrorCode::kUnsupported,
                "of a cascade whose last tier can't be called it is promised that its answers are "
                "kept, by a plain kind of confidence",
                {"label", "confidence"});
  }
}

}  // namespace

TierOutputs outputs_with_reference(const TierRunner& runner, const Promise& promise,
                                   const Sample& sample) {
  if (promise.reference == Reference::kAnswers && sample.references.empty()) {
    throw Error(ErrorCode::kUsage,
                "the promise is about the answers in a file; name that of these texts",
                {"reference"});
  }
  if (runner.cascade.asks()) require_given_answers(promise);
  TierOutputs outputs = runner.run(sample.texts);
  if (runner.cascade.asks()) {
    outputs.add_asked(sample.references);
  } else if (promise.reference == Reference::kAnswers) {
    outputs.reference.assign(sample.references.begin(), sample.references.end());
  } else if (promise.reference == Reference::kPrecision) {
    outputs.reference = answers_in_precision(runner, promise.precision, sample.texts);
  }
  if (promise.at_cost && promise.at_cost->kind == CostTarget::Kind::kLatency) {
    outputs.lone_seconds = runner.lone_seconds(sample.texts);
  }
  return outputs;
}

std::string reference_in_words(const Promise& promise) {
  switch (promise.reference) {
    case Reference::kPrecision:
      return "the last tier's answers in " + promise.precision;
    case Reference::kAnswers:
      return "the given answers";
    case Reference::kLastTier:
      break;
  }
  return "the last tier's answers";
}

}  // namespace tango::certify
