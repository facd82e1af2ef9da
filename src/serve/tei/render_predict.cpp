#include <algorithm>
#include <iterator>
#include <numeric>
#include <span>
#include <string>

#include <fmt/format.h>

#include <tango/error.h>

#include "base/json.h"
#include "serve/tei/predict.h"

namespace tango::serve::tei {
namespace {

bool answers_questions(const ServedModel& model) {
  return model.cascade->labels().problem_type == checkpoint::ProblemType::kSpan;
}

std::back_insert_iterator<std::string> to(std::string& text) { return std::back_inserter(text); }

void add_labels(const std::vector<float>& scores, std::size_t top_k, const ServedModel& model,
                std::string& body) {
  std::vector<std::size_t> order(scores.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, std::ranges::greater{},
                           [&scores](std::size_t i) { return scores[i]; });
  if (order.size() > top_k) order.resize(top_k);
  body += '[';
  for (const std::size_t i : order) {
    if (body.back() != '[') body += ',';
    fmt::format_to(to(body), R"({{"score":{},"label":{}}})", scores[i], model.quoted_labels[i]);
  }
  body += ']';
}

void add_spans(std::span<const cascade::SpanAnswer> spans, std::string& body) {
  body += '[';
  for (const cascade::SpanAnswer& span : spans) {
    if (body.back() != '[') body += ',';
    fmt::format_to(to(body), R"({{"score":{},"start":{},"end":{},"answer":{}}})", span.score,
                   span.begin, span.end, base::Json(span.text).dump());
  }
  body += ']';
}

void add_answer(const PredictRequest& request, const ServedModel& model,
                const cascade::Answer& answer, std::string& body) {
  const bool is_object = request.return_tier || request.return_logits;
  if (is_object) body += R"({"predictions":)";
  const auto& [function, top_k] = request.scores;
  if (answers_questions(model)) {
    add_spans(std::span(answer.spans).first(std::min(answer.spans.size(), top_k)), body);
  } else {
    add_labels(scores_by(answer, model.cascade->labels().problem_type, function), top_k, model,
               body);
  }
  if (request.return_tier) {
    fmt::format_to(to(body), R"(,"tier":{},"confidence":{},"cut_short":{})", answer.tier,
                   answer.confidence, answer.cut_short);
    if (answer.ask) body += R"(,"ask":true)";
  }
  if (request.return_logits) {
    fmt::format_to(to(body), R"(,"logits":[{}])", fmt::join(answer.logits, ","));
  }
  if (is_object) body += '}';
}

}  // namespace

std::string render_predict(const PredictRequest& request, const ServedModel& model,
                           const std::vector<Outcome>& outcomes) {
  std::string body;
  if (request.is_batch) body += '[';
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    const cascade::Answer& answer = answer_of(outcomes, i, request.is_batch);
    if (answer.truncated && !request.truncate.value_or(true)) {
      throw Error(
          ErrorCode::kInvalidInput,
          fmt::format("{}input {} has more than the {} tokens that tier {} reads; shorten it, "
                      "or allow \"truncate\"",
                      answers_questions(model) ? "the question of " : "", i,
                      model.cascade->tier(answer.tier - 1).max_tokens(), answer.tier),
          {"long_text"});
    }
    if (i > 0) body += ',';
    add_answer(request, model, answer, body);
  }
  if (request.is_batch) body += ']';
  return body;
}

}  // namespace tango::serve::tei
