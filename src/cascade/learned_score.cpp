#include "cascade/learned_score.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <tango/error.h>

namespace tango::cascade {
namespace {

constexpr std::array<std::string_view, 6> kOfTheText{"margin",     "entropy",       "log_odds",
                                                     "log_tokens", "unknown_share", "agrees"};
constexpr std::array<std::string_view, 9> kOfTheSpan{"log_odds",   "lead",       "entropy",
                                                     "same_begin", "same_end",   "apart",
                                                     "log_length", "log_tokens", "unknown_share"};
// The number of weights tells a span's score from one of labels, which have an even number.
static_assert(kOfTheSpan.size() % 2 == 1 && kOfTheText.size() % 2 == 0);
constexpr std::size_t kLists = 2;  // "logits" and "answer", each with a number for every label
constexpr double kLargest = 1e9;   // of a weight, so that no sum is infinite

[[noreturn]] void refuse_score(const std::string& where, const std::string& message) {
  throw Error(ErrorCode::kInvalidModel, where + ": " + message);
}

double weight_in(const base::Json& value, std::string_view key, const std::string& where) {
  if (!value.is_number()) refuse_score(where, fmt::format("\"{}\" should hold numbers", key));
  const auto weight = value.get<double>();
  if (std::abs(weight) <= kLargest) return weight;
  refuse_score(where,
               fmt::format("\"{}\" should lie within {:g}, found {}", key, kLargest, weight));
}

void require_known_keys(const base::Json& json, std::span<const std::string_view> known,
                        const std::string& where) {
  for (const auto& [key, value] : json.items()) {
    if (std::ranges::count(known, key) > 0) continue;
    refuse_score(where, fmt::format("\"{}\" is nothing that a score looks at; it looks at {}", key,
                                    fmt::join(known, ", ")));
  }
}

void append_list(const base::Json& json, const char* key, const std::string& where,
                 std::vector<double>& weights) {
  const auto found = json.find(key);
  if (found == json.end() || !found->is_array() || found->size() < 2) {
    refuse_score(where, fmt::format("\"{}\" should be a list of a number for each label", key));
  }
  for (const base::Json& value : *found) weights.push_back(weight_in(value, key, where));
}

double unknown_share(const Answer& answer) {
  return answer.tokens == 0 ? 0 : static_cast<double>(answer.unknown_tokens) / answer.tokens;
}

std::vector<double> span_features(const Answer& answer) {
  if (answer.spans.empty()) return std::vector<double>(kOfTheSpan.size());
  const SpanAnswer& best = answer.spans.front();
  const auto log_of = [](double probability) { return std::log(std::max(probability, 1e-7)); };
  double rest = 1;
  double entropy = 0;
  double same_begin = 0;
  double same_end = 0;
  double apart = 0;
  for (const SpanAnswer& span : answer.spans) {
    rest -= span.score;
    entropy -= span.score * log_of(span.score);
    if (&span == &best) continue;
    same_begin += span.begin == best.begin ? span.score : 0;
    same_end += span.end == best.end ? span.score : 0;
    apart += span.end <= best.begin || span.begin >= best.end ? span.score : 0;
  }
  rest = std::max(rest, 0.0);
  const double second = answer.spans.size() < 2 ? rest : answer.spans[1].score;
  return {log_of(best.score) - log_of(1 - static_cast<double>(best.score)),
          log_of(best.score) - log_of(second),
          entropy - rest * log_of(rest),
          same_begin,
          same_end,
          apart,
          std::log1p(static_cast<double>(best.end - best.begin)),
          std::log1p(answer.tokens),
          unknown_share(answer)};
}

}  // namespace

std::size_t num_score_features(std::size_t labels) {
  return labels == kSpanLabels ? kOfTheSpan.size() : kLists * labels + kOfTheText.size();
}

std::vector<double> score_features(const Answer& answer, std::optional<int> earlier_label) {
  if (answer.logits.empty()) return span_features(answer);
  std::vector<double> features(answer.logits.begin(), answer.logits.end());
  for (std::size_t label = 0; label < answer.logits.size(); ++label) {
    features.push_back(static_cast<int>(label) == answer.label ? 1 : 0);
  }
  const auto best = static_cast<std::size_t>(std::max(answer.label, 0));
  const double largest = answer.logits[best];
  double second = -INFINITY;
  double others = 0;  // of exp(logit - largest)
  double weighted = 0;
  for (std::size_t label = 0; label < answer.logits.size(); ++label) {
    if (label == best) continue;
    const double below = answer.logits[label] - largest;
    second = std::max(second, below);
    others += std::exp(below);
    weighted += below * std::exp(below);
  }
  const double log_sum = std::log1p(others);
  features.push_back(-second);
  features.push_back(log_sum - weighted / (1 + others));
  // others is 0 where all exponentials vanish: the margin is then as good.
  features.push_back(others > 0 ? -std::log(others) : -second);
  features.push_back(std::log1p(answer.tokens));
  features.push_back(unknown_share(answer));
  features.push_back(!earlier_label ? 0 : *earlier_label == answer.label ? 1 : -1);
  return features;
}

LearnedScore::LearnedScore(double intercept, std::vector<double> weights)
    : intercept_(intercept), weights_(std::move(weights)) {}

std::size_t LearnedScore::labels() const {
  return weights_.size() == kOfTheSpan.size() ? kSpanLabels
                                              : (weights_.size() - kOfTheText.size()) / kLists;
}

float LearnedScore::confidence(std::span<const double> features) const {
  double sum = intercept_;
  for (std::size_t i = 0; i < weights_.size(); ++i) sum += weights_[i] * features[i];
  return static_cast<float>(1 / (1 + std::exp(-sum)));
}

base::OrderedJson to_json(const LearnedScore& score) {
  const auto labels = static_cast<std::ptrdiff_t>(score.labels());
  const auto begin = score.weights_.begin();
  base::OrderedJson json{{"intercept", score.intercept_}};
  if (score.labels() == kSpanLabels) {
    for (std::size_t i = 0; i < kOfTheSpan.size(); ++i) {
      json["span"][std::string(kOfTheSpan[i])] = score.weights_[i];
    }
    return json;
  }
  json["logits"] = std::vector<double>(begin, begin + labels);
  json["answer"] = std::vector<double>(begin + labels, begin + 2 * labels);
  for (std::size_t i = 0; i < kOfTheText.size(); ++i) {
    json[std::string(kOfTheText[i])] = score.weights_[kLists * score.labels() + i];
  }
  return json;
}

LearnedScore learned_score_of(const base::Json& json, const std::string& where) {
  if (!json.is_object()) refuse_score(where, "should be an object with the weights of a score");
  const auto number = [&](const base::Json& object, std::string_view key) {
    const auto found = object.find(key);
    return found == object.end() ? 0 : weight_in(*found, key, where);
  };
  std::vector<double> weights;
  if (const auto span = json.find("span"); span != json.end()) {
    if (!span->is_object()) refuse_score(where, "\"span\" should be an object with weights");
    require_known_keys(json, std::array<std::string_view, 2>{"intercept", "span"}, where);
    require_known_keys(*span, kOfTheSpan, where);
    for (const std::string_view key : kOfTheSpan) weights.push_back(number(*span, key));
    return {number(json, "intercept"), std::move(weights)};
  }
  append_list(json, "logits", where, weights);
  const std::size_t labels = weights.size();
  append_list(json, "answer", where, weights);
  if (weights.size() != kLists * labels) {
    refuse_score(where,
                 fmt::format("\"logits\" has {} numbers and \"answer\" {}; both should have one "
                             "for each label",
                             labels, weights.size() - labels));
  }
  std::vector<std::string_view> known{"intercept", "logits", "answer"};
  known.insert(known.end(), kOfTheText.begin(), kOfTheText.end());
  require_known_keys(json, known, where);
  for (const std::string_view key : kOfTheText) weights.push_back(number(json, key));
  return {number(json, "intercept"), std::move(weights)};
}

}  // namespace tango::cascade
