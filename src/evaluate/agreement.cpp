#include "evaluate/agreement.h"

#include <algorithm>

#include <fmt/format.h>

#include <tango/error.h>

#include "calibrate/bound/binomial.h"
#include "evaluate/policy_json.h"
#include "evaluate/sweep.h"

namespace tango::evaluate {
namespace {

constexpr double kConfidenceLevel = 0.95;

struct Interval {
  double low;
  double high;
};

/// Of the share that agrees; each end is wrong half as often as both may be.
Interval exact_interval(const AgreementCount& count) {
  const double significance = (1 - kConfidenceLevel) / 2;
  return {calibrate::binomial_lower_bound(count.agreeing, count.texts, significance),
          calibrate::binomial_upper_bound(count.agreeing, count.texts, significance)};
}

std::string span_of(const cascade::Answer& answer) {
  return answer.spans.empty() ? "" : answer.spans.front().text;
}

bool agree(const cascade::Answer& left, const cascade::Answer& right) {
  return left.label == right.label && left.labels == right.labels &&
         span_of(left) == span_of(right);
}

/// What the answer holds of labels.
std::vector<int> labels_of(const cascade::Answer& answer) {
  return answer.label >= 0 ? std::vector{answer.label} : answer.labels;
}

/// Texts that an earlier tier answered, for the last one.
LabelledTexts answered_early(const LabelledTexts& texts,
                             const std::vector<cascade::Answer>& answers, int last) {
  LabelledTexts early;
  for (std::size_t text = 0; text < answers.size(); ++text) {
    if (answers[text].tier == last) continue;
    early.requests.push_back(texts.requests[text]);
    early.requests.back().tier = last;
    if (!texts.places.empty()) early.places.push_back(texts.places[text]);
  }
  return early;
}

}  // namespace

double AgreementCount::share() const {
  return texts == 0 ? 0 : static_cast<double>(agreeing) / static_cast<double>(texts);
}

base::OrderedJson AgreementCount::to_json() const {
  if (texts == 0) {
    return {{"texts", 0}, {"agreeing", 0}, {"agreement", nullptr}, {"interval", nullptr}};
  }
  const Interval interval = exact_interval(*this);
  return {{"texts", texts},
          {"agreeing", agreeing},
          {"agreement", share()},
          {"interval", {interval.low, interval.high}}};
}

AgreementCount agreement_of(std::span<const cascade::Answer> left,
                            std::span<const cascade::Answer> right) {
  AgreementCount count;
  for (std::size_t text = 0; text < left.size(); ++text) {
    ++count.texts;
    count.agreeing += agree(left[text], right[text]) ? 1 : 0;
  }
  return count;
}

base::OrderedJson Agreement::to_json(const cascade::Cascade& cascade) const {
  base::OrderedJson result{{"rows", all.texts}, {"against", "last tier"}};
  result["confidence_level"] = kConfidenceLevel;
  result.update(all.to_json());
  const std::vector<std::string>& names = cascade.labels().names;
  for (std::size_t label = 0; label < of_labels.size(); ++label) {
    base::OrderedJson one{{"label", names[label]}};
    one.update(of_labels[label].to_json());
    result["per_label"].push_back(std::move(one));
  }
  result["deferral_rate"] = static_cast<double>(deferred) / static_cast<double>(all.texts);
  add_policy(cascade, result);
  return result;
}

std::string Agreement::to_table(const cascade::Cascade& cascade) const {
  const std::vector<std::string>& names = cascade.labels().names;
  std::size_t width = 12;
  for (const std::string& name : names)
    width = std::max(width, std::min<std::size_t>(name.size() + 1, 32));
  std::string table = fmt::format("{:<{}}{:>8}{:>11}{:>24}\n", "last tier", width, "texts",
                                  "agreement", "95 % confidence");
  const auto row = [&](const std::string& name, const AgreementCount& count) {
    table += fmt::format("{:<{}}{:>8}", name, width, count.texts);
    if (count.texts == 0) {
      table += fmt::format("{:>11}{:>24}\n", "-", "-");
      return;
    }
    const Interval interval = exact_interval(count);
    table += fmt::format("{:>9.2f} %{:>24}\n", 100 * count.share(),
                         fmt::format("{:.2f} … {:.2f} %", 100 * interval.low, 100 * interval.high));
  };
  for (std::size_t label = 0; label < of_labels.size(); ++label)
    row(names[label], of_labels[label]);
  row("all", all);
  return table;
}

Agreement agreement_with_last_tier(const cascade::Cascade& cascade, const LabelledTexts& texts,
                                   const EvaluationOptions& options) {
  const int last = cascade.num_tiers();
  if (last == 1) {
    throw Error(ErrorCode::kUsage, "there is one tier, which agrees with itself; name a cascade",
                {"against_last_tier"});
  }
  const std::vector<cascade::Answer> answers = answer_texts(cascade, texts, options);
  EvaluationOptions again = options;
  again.on_answer = nullptr;
  const std::vector<cascade::Answer> references =
      answer_texts(cascade, answered_early(texts, answers, last), again);

  Agreement found;
  const bool have_labels = cascade.labels().problem_type != checkpoint::ProblemType::kSpan;
  if (have_labels) found.of_labels.resize(cascade.labels().names.size());
  auto reference = references.begin();
  for (const cascade::Answer& answer : answers) {
    const cascade::Answer& wanted = answer.tier == last ? answer : *reference++;
    ++found.all.texts;
    found.all.agreeing += agree(answer, wanted) ? 1 : 0;
    found.deferred += answer.tier > 1 ? 1 : 0;
    if (!have_labels) continue;
    const std::vector<int> given = labels_of(answer);
    for (const int label : labels_of(wanted)) {
      AgreementCount& count = found.of_labels[static_cast<std::size_t>(label)];
      ++count.texts;
      count.agreeing += std::ranges::count(given, label) > 0 ? 1 : 0;
    }
  }
  return found;
}

Agreement agreement_of(const RecordedRun& run, std::span<const cascade::Threshold> thresholds) {
  Agreement found;
  found.of_labels.resize(static_cast<std::size_t>(run.grading.num_labels));
  for (std::size_t text = 0; text < run.texts(); ++text) {
    const std::size_t tier = answering_tier(run, text, thresholds);
    const int wanted = run.predicted(run.tiers() - 1, text);
    const int agrees = run.predicted(tier, text) == wanted ? 1 : 0;
    AgreementCount& of_label = found.of_labels[static_cast<std::size_t>(wanted)];
    ++found.all.texts;
    ++of_label.texts;
    found.all.agreeing += agrees;
    of_label.agreeing += agrees;
    found.deferred += tier > 0 ? 1 : 0;
  }
  return found;
}

}  // namespace tango::evaluate
