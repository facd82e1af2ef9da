#include "evaluate/evaluation.h"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "evaluate/classification_score.h"
#include "evaluate/label_set_score.h"
#include "evaluate/number_score.h"
#include "evaluate/question_answering_score.h"

namespace tango::evaluate {
namespace {

using Clock = std::chrono::steady_clock;

Evaluation score(const cascade::Cascade& cascade, const LabelledTexts& texts,
                 std::span<const cascade::Answer> answers) {
  if (!texts.answers.empty()) {
    const QuestionAnsweringScore score(cascade, texts.answers, answers);
    return {.json = score.to_json(), .table = score.to_table()};
  }
  if (!texts.label_sets.empty()) {
    const LabelSetScore score(cascade, texts, answers);
    return {.json = score.to_json(), .table = score.to_table()};
  }
  if (!texts.numbers.empty()) {
    const NumberScore score(cascade, texts, answers);
    return {.json = score.to_json(), .table = score.to_table()};
  }
  const ClassificationScore score(cascade, texts.truths, answers);
  return {.json = score.to_json(texts.metric), .table = score.to_table()};
}

}  // namespace

std::vector<cascade::Answer> answer_texts(const cascade::Cascade& cascade,
                                          const LabelledTexts& texts,
                                          const EvaluationOptions& options) {
  std::vector<cascade::Answer> answers;
  answers.reserve(texts.requests.size());
  service::PipelineOptions pipeline_options = options.pipeline;
  if (!texts.places.empty()) {
    pipeline_options.place = [&texts](std::uint64_t index) { return texts.places.at(index); };
  }
  service::Pipeline pipeline(cascade, pipeline_options,
                             [&](std::uint64_t, cascade::Answer&& answer) {
                               if (options.on_answer) options.on_answer(answer);
                               answers.push_back(std::move(answer));
                             });
  for (cascade::Request request : texts.requests) {
    if (!request.tier) request.tier = options.tier;
    pipeline.submit(std::move(request));
  }
  pipeline.finish();
  return answers;
}

Evaluation evaluate_texts(const cascade::Cascade& cascade, const LabelledTexts& texts,
                          const EvaluationOptions& options) {
  const Clock::time_point start = Clock::now();
  const std::vector<cascade::Answer> answers = answer_texts(cascade, texts, options);
  const double seconds = std::chrono::duration<double>(Clock::now() - start).count();
  Evaluation evaluation = score(cascade, texts, answers);
  evaluation.seconds = seconds;
  base::OrderedJson& json = evaluation.json;
  json.update(options.about);
  json["seconds"] = seconds;
  json["texts_per_s"] = seconds > 0 ? static_cast<double>(answers.size()) / seconds : 0;
  json["truncated"] = std::ranges::count_if(answers, &cascade::Answer::truncated);
  json["repaired_utf8"] = texts.repaired_utf8;
  if (options.tier) json["pinned_tier"] = *options.tier;
  return evaluation;
}

}  // namespace tango::evaluate
