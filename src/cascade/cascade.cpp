#include "cascade/cascade.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include <fmt/format.h>

#include <tango/error.h>

#include "cascade/label_thresholds.h"
#include "cascade/load_tiers.h"
#include "cascade/lone_tier.h"
#include "cascade/span_answer.h"
#include "cascade/tier_labels.h"

namespace tango::cascade {
namespace {

namespace fs = std::filesystem;
using checkpoint::ProblemType;

void require_finite(std::span<const float> logits) {
  const auto found = std::ranges::find_if(logits, [](float x) { return !std::isfinite(x); });
  if (found == logits.end()) return;
  throw Error(ErrorCode::kInvalidModel,
              "the model's logits are not finite (logit " + std::to_string(found - logits.begin()) +
                  " is " + std::to_string(*found) +
                  "): its weights hold NaN or infinity, or this text overflows them");
}

/// The label names of answers: the file's own, or those that the tiers agree on.
checkpoint::Labels common_labels(const std::vector<Tier>& tiers,
                                 const std::vector<std::string>& names, bool raw_score,
                                 const std::string& where) {
  checkpoint::Labels labels = tiers.back().labels();
  if (!names.empty()) labels.names = names;
  for (std::size_t i = 0; i < tiers.size(); ++i) {
    require_labels_of(tiers[i].labels(), labels, !names.empty(),
                      where + ": tier " + std::to_string(i + 1));
  }
  if (raw_score) {
    if (labels.names.size() != 1) {
      throw Error(ErrorCode::kUsage,
                  where + ": has " + std::to_string(labels.names.size()) +
                      " labels; only the score of a model with one label can be left raw",
                  {"raw_score"});
    }
    labels.problem_type = ProblemType::kRegression;
  }
  if (labels.problem_type == ProblemType::kRegression && tiers.size() > 1) {
    throw Error(ErrorCode::kUnsupported,
                where + ": a regression has no confidence to defer on; use one tier");
  }
  return labels;
}

void require_fitting(const std::vector<float>& asked, std::size_t num_tiers) {
  if (asked.empty()) return;
  if (num_tiers == 1) {
    throw Error(ErrorCode::kUsage, "a threshold, but only one tier: there is no tier to defer to",
                {"threshold"});
  }
  if (asked.size() != 1 && asked.size() != num_tiers - 1) {
    throw Error(ErrorCode::kUsage,
                fmt::format("{} thresholds for {} tiers; give {}, because the last tier has none",
                            asked.size(), num_tiers, num_tiers - 1) +
                    (num_tiers > 2 ? ", or one for all" : ""),
                {"threshold"});
  }
  for (const float threshold : asked) {
    if (!(threshold >= 0 && threshold <= 1)) {
      throw Error(ErrorCode::kUsage, fmt::format("threshold {:g} is outside 0 … 1", threshold),
                  {"threshold"});
    }
  }
}

/// `asked`: as require_fitting.
std::vector<Threshold> chosen_thresholds(const CascadeConfig& config,
                                         const std::vector<float>& asked,
                                         const checkpoint::Labels& labels,
                                         const std::string& where) {
  std::vector<Threshold> thresholds;
  for (std::size_t i = 0; i + 1 < config.tiers.size(); ++i) {
    const Threshold own = threshold_of(config, i, labels, where);
    thresholds.push_back(asked.empty() ? own : asked[asked.size() == 1 ? 0 : i]);
  }
  return thresholds;
}

/// The file's, and over them what was asked for.
std::vector<float> chosen_label_thresholds(const CascadeConfig& config,
                                           const std::vector<std::string>& asked,
                                           const checkpoint::Labels& labels,
                                           const std::string& where) {
  std::vector<std::string> written = config.label_thresholds;
  try {
    (void)parse_label_thresholds(written, labels);
  } catch (const Error& error) {
    throw Error(ErrorCode::kInvalidModel, where + ": \"label_thresholds\": " + error.what());
  }
  written.insert(written.end(), asked.begin(), asked.end());
  return parse_label_thresholds(written, labels);
}

/// `kind`: as the caller or the file has it.
DeferralRule rule_of(const CascadeConfig& config, ConfidenceKind kind,
                     const checkpoint::Labels& labels, const std::string& where) {
  if (kind != ConfidenceKind::kLearned) return kind;
  if (!config.has_scores()) {
    throw Error(ErrorCode::kUsage,
                where +
                    ": no tier has a learned score; `tango calibrate --confidence learned` "
                    "fits one",
                {"confidence"});
  }
  std::vector<std::optional<LearnedScore>> scores;
  for (std::size_t i = 0; i < config.tiers.size(); ++i) {
    scores.push_back(config.tiers[i].learned_score);
    if (!scores.back()) continue;
    const std::string place = fmt::format("{}: tier {}: \"learned_score\"", where, i + 1);
    const bool is_span = labels.problem_type == ProblemType::kSpan;
    if (!is_span && labels.problem_type != ProblemType::kSingleLabelClassification) {
      throw Error(ErrorCode::kUnsupported, place + " is for answers that are one label or a span");
    }
    if ((scores.back()->labels() == kSpanLabels) != is_span) {
      throw Error(
          ErrorCode::kInvalidModel,
          place + (is_span ? " is of labels; the cascade answers questions, and its score "
                             "should hold \"span\""
                           : " is of spans; the cascade answers with a label, and its score "
                             "should hold \"logits\" and \"answer\""));
    }
    if (!is_span && scores.back()->labels() != labels.names.size()) {
      throw Error(ErrorCode::kInvalidModel,
                  fmt::format("{} has weights of {} labels; the cascade answers {}", place,
                              scores.back()->labels(), labels.names.size()));
    }
  }
  return DeferralRule(std::move(scores));
}

int unknown_tokens_of(const Tier& tier, const EncodedText& encoded) {
  if (tier.endpoint() != nullptr) return 0;
  const std::optional<std::int32_t> unknown = tier.tokenizer().unknown_token();
  if (!unknown) return 0;
  std::ptrdiff_t count = 0;
  for (const text::Encoding& window : encoded) count += std::ranges::count(window.ids, *unknown);
  return static_cast<int>(count);
}

Cascade make_cascade(CascadeConfig config, const LoadOptions& options, const std::string& where) {
  if (options.only_tier != 0) config = lone_tier(std::move(config), options.only_tier, where);
  require_fitting(options.thresholds, config.tiers.size());
  std::vector<Tier> tiers;
  for (std::size_t i = 0; i < config.tiers.size(); ++i) {
    std::size_t model = i;
    while (config.tiers[model].layers > 0) ++model;  // exits come with their model
    load_tiers(std::span(config.tiers).subspan(i, model - i + 1), options, tiers);
    i = model;
  }
  checkpoint::Labels labels = common_labels(tiers, config.labels, options.raw_score, where);
  std::vector<Threshold> thresholds = chosen_thresholds(config, options.thresholds, labels, where);
  std::vector<float> label_thresholds =
      chosen_label_thresholds(config, options.label_thresholds, labels, where);
  DeferralRule rule =
      rule_of(config, options.confidence.value_or(config.confidence), labels, where);
  return {std::move(tiers), std::move(thresholds), std::move(labels), std::move(rule),
          std::move(label_thresholds)};
}

}  // namespace

Cascade Cascade::load(const fs::path& directory, const LoadOptions& options) {
  return make_cascade(read_cascade_config(directory), options, directory.string());
}

Cascade Cascade::load_model(const fs::path& directory, const LoadOptions& options) {
  std::error_code ignored;
  if (!fs::exists(directory / "config.json", ignored) &&
      fs::exists(directory / "cascade.json", ignored)) {
    throw Error(ErrorCode::kNotFound,
                directory.string() + ": a cascade directory, not a model's; load it as a cascade",
                {"cascade"});
  }
  CascadeConfig config;
  config.tiers.push_back({.model = directory});
  return make_cascade(std::move(config), options, directory.string());
}

Cascade::Cascade(std::vector<Tier> tiers, std::vector<Threshold> thresholds,
                 checkpoint::Labels labels, DeferralRule rule, std::vector<float> label_thresholds)
    : tiers_(std::move(tiers)),
      thresholds_(std::move(thresholds)),
      labels_(std::move(labels)),
      rule_(std::move(rule)),
      label_thresholds_(label_thresholds.empty() ? parse_label_thresholds({}, labels_)
                                                 : std::move(label_thresholds)) {}

Answer Cascade::answer(int tier, std::span<const float> logits, const EncodedText& encoded,
                       const Request& request, std::optional<float> other_temperature,
                       std::optional<int> earlier_label) const {
  const float temperature = other_temperature.value_or(this->tier(tier).temperature());
  const ProblemType problem_type = labels_.problem_type;
  Answer answer;
  answer.tier = tier + 1;
  answer.windows = static_cast<int>(encoded.size());
  answer.invalid_utf8 = encoded.front().invalid_utf8;
  answer.tokens = tokens_of(encoded);
  answer.unknown_tokens = unknown_tokens_of(this->tier(tier), encoded);
  require_finite(logits);
  if (problem_type == ProblemType::kSpan) {
    SpanAnswers found = answer_spans(*request.pair, encoded, logits, rule_.kind(), temperature);
    answer.spans = std::move(found.best);
    answer.confidence = found.confidence;
    if (const LearnedScore* score = rule_.score_of(tier); score && !answer.spans.empty()) {
      answer.confidence = score->confidence(score_features(answer, earlier_label));
    }
    answer.score = answer.spans.empty() ? 0 : answer.spans.front().score;
    answer.truncated = encoded.front().truncated;
    return answer;
  }
  answer.logits.assign(logits.begin(), logits.end());
  answer.scores = scores_of(logits, problem_type, temperature);
  answer.confidence = confidence_of(logits, answer.scores, problem_type, rule_.kind(), temperature);
  answer.score = 1;
  if (problem_type == ProblemType::kSingleLabelClassification) {
    const auto best = std::max_element(answer.scores.begin(), answer.scores.end());
    answer.label = static_cast<int>(best - answer.scores.begin());
    answer.score = *best;
    if (const LearnedScore* score = rule_.score_of(tier)) {
      answer.confidence = score->confidence(score_features(answer, earlier_label));
    }
  } else if (problem_type == ProblemType::kMultiLabelClassification) {
    answer.score = answer.scores.size() == 1 ? answer.scores.front() : answer.confidence;
    answer.labels = labels_from(answer.scores, label_thresholds_);
  }
  answer.truncated = encoded.size() == 1 && encoded.front().truncated;
  return answer;
}

float Cascade::confidence_after(const Answer& answer, int earlier_label) const {
  const LearnedScore* score = rule_.score_of(answer.tier - 1);
  return score == nullptr ? answer.confidence
                          : score->confidence(score_features(answer, earlier_label));
}

bool Cascade::accepts(const Request& request, Answer& answer) const {
  if (request.tier || answer.tier == num_tiers()) return true;
  const auto index = static_cast<std::size_t>(answer.tier - 1);
  const bool is_sure = request.threshold
                           ? answers(answer.confidence, *request.threshold)
                           : thresholds_[index].accepts(answer.confidence, answer.label);
  if (tier(answer.tier).is_asked()) {
    answer.ask = !is_sure;
    return true;
  }
  return is_sure;
}

int Cascade::first_tier(const Request& request) const {
  if (request.threshold && !(*request.threshold >= 0 && *request.threshold <= 1)) {
    throw Error(ErrorCode::kInvalidInput,
                fmt::format("threshold {:g} is outside 0 … 1", *request.threshold));
  }
  if (!request.tier) return 0;
  if (*request.tier < 1 || *request.tier > num_tiers()) {
    throw Error(ErrorCode::kInvalidInput, "tier " + std::to_string(*request.tier) +
                                              " is asked for; there are tiers 1 … " +
                                              std::to_string(num_tiers()));
  }
  if (tier(*request.tier - 1).is_asked()) {
    throw Error(ErrorCode::kUnsupported,
                fmt::format("tier {} is asked and can't be called; tiers 1 … {} can", *request.tier,
                            num_callable_tiers()));
  }
  return *request.tier - 1;
}

std::vector<std::string> where_texts_go(const Cascade& cascade) {
  std::vector<std::string> sentences;
  for (int tier = 0; tier < cascade.num_tiers(); ++tier) {
    const Endpoint* const endpoint = cascade.tier(tier).endpoint();
    if (endpoint == nullptr || !endpoint->can_be_called()) continue;
    sentences.push_back(fmt::format("texts that reach tier {} are sent to {}", tier + 1,
                                    cascade.tier(tier).identity()));
  }
  return sentences;
}

}  // namespace tango::cascade
