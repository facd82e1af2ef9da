#include "api/texts.h"

#include <utility>
#include <variant>

namespace tango {

cascade::Request request_of(Text&& text) {
  return {std::move(text.text), std::move(text.pair), text.threshold, text.tier};
}

Text text_of(cascade::Request&& request) {
  return {std::move(request.text), std::move(request.pair), request.threshold, request.tier};
}

Prediction prediction_of(cascade::Answer&& answer, const cascade::Cascade& cascade) {
  const std::vector<std::string>& names = cascade.labels().names;
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
  prediction.logits = std::move(answer.logits);
  prediction.truncated = answer.truncated;
  prediction.cut_short = answer.cut_short;
  prediction.ask = answer.ask;
  prediction.invalid_utf8 = answer.invalid_utf8;
  return prediction;
}

Result result_of(service::Completion&& completion) {
  if (cascade::Answer* answer = completion.answer()) {
    return prediction_of(std::move(*answer), *completion.cascade);
  }
  return std::get<Error>(std::move(completion.outcome));
}

}  // namespace tango
