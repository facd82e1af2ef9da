#include <utility>

#include <tango/cascade.h>
#include <tango/classifier.h>

#include "api/cascade_impl.h"

namespace tango {
namespace {

cascade::Request request_of(Text&& text) {
  return {std::move(text.text), std::move(text.pair), text.threshold, text.tier};
}

Prediction prediction_of(cascade::Answer&& answer, const std::vector<std::string>& names) {
  Prediction prediction;
  if (answer.label >= 0) prediction.label = names[static_cast<std::size_t>(answer.label)];
  for (const int label : answer.labels) {
    prediction.labels.push_back(names[static_cast<std::size_t>(label)]);
  }
  for (cascade::SpanAnswer& span : answer.spans) {
    prediction.answers.push_back({std::move(span.text), span.begin, span.end, span.score});
  }
  prediction.score = answer.score;
  prediction.confidence = answer.confidence;
  prediction.tier = answer.tier;
  prediction.scores = std::move(answer.scores);
  prediction.truncated = answer.truncated;
  prediction.invalid_utf8 = answer.invalid_utf8;
  return prediction;
}

}  // namespace

cascade::LoadOptions Cascade::Impl::load_options(const CascadeOptions& options) {
  cascade::LoadOptions load;
  load.thresholds = options.thresholds;
  load.max_tokens = options.max_tokens;
  load.long_text = cascade::parse_long_text(options.long_text);
  if (!options.confidence.empty()) {
    load.confidence = cascade::parse_confidence_kind(options.confidence);
  }
  if (!options.precision.empty()) load.precision = cascade::parse_precision(options.precision);
  return load;
}

Cascade::Cascade(std::shared_ptr<const Impl> impl) : impl_(std::move(impl)) {}

Cascade Cascade::load(const std::filesystem::path& directory, const CascadeOptions& options) {
  return Cascade(std::make_shared<const Impl>(
      cascade::Cascade::load(directory, Impl::load_options(options)), options.workers));
}

Classifier Classifier::load(const std::filesystem::path& directory, const CascadeOptions& options) {
  return Classifier(std::make_shared<const Impl>(
      cascade::Cascade::load_model(directory, Impl::load_options(options)), options.workers));
}

std::vector<Prediction> Cascade::classify(std::vector<Text> texts) const {
  std::vector<Prediction> predictions(texts.size());
  std::size_t given = 0;
  classify(
      [&]() -> std::optional<Text> {
        if (given == texts.size()) return std::nullopt;
        return std::move(texts[given++]);
      },
      [&](std::size_t index, Prediction&& prediction) {
        predictions[index] = std::move(prediction);
      });
  return predictions;
}

void Cascade::classify(const std::function<std::optional<Text>()>& next,
                       const std::function<void(std::size_t, Prediction&&)>& sink) const {
  service::Pipeline pipeline(impl_->cascade(), impl_->pipeline_options(),
                             [&](std::uint64_t index, cascade::Answer&& answer) {
                               sink(static_cast<std::size_t>(index),
                                    prediction_of(std::move(answer), labels()));
                             });
  while (std::optional<Text> text = next()) pipeline.submit(request_of(*std::move(text)));
  pipeline.finish();
}

int Cascade::num_tiers() const { return impl_->cascade().num_tiers(); }

const std::vector<std::string>& Cascade::labels() const { return impl_->cascade().labels().names; }

}  // namespace tango
