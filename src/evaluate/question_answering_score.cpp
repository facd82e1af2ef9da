#include "evaluate/question_answering_score.h"

#include <fmt/format.h>

#include "evaluate/policy_json.h"
#include "evaluate/question_answers.h"

namespace tango::evaluate {

void QuestionAnsweringScore::Sum::add(const reading::AnswerScore& score) {
  ++questions;
  scores.f1 += score.f1;
  scores.exact_match += score.exact_match;
}

reading::AnswerScore QuestionAnsweringScore::Sum::mean() const {
  if (questions == 0) return {};
  const auto count = static_cast<double>(questions);
  return {.exact_match = scores.exact_match / count, .f1 = scores.f1 / count};
}

double QuestionAnsweringScore::Sum::share_of(const Sum& whole) const {
  return whole.questions == 0
             ? 0
             : static_cast<double>(questions) / static_cast<double>(whole.questions);
}

QuestionAnsweringScore::QuestionAnsweringScore(const cascade::Cascade& cascade,
                                               std::span<const std::vector<reading::Answer>> truths,
                                               std::span<const cascade::Answer> answers)
    : cascade_(cascade), by_tier_(static_cast<std::size_t>(cascade.num_tiers())) {
  for (std::size_t i = 0; i < truths.size(); ++i) {
    const reading::AnswerScore score = score_answer(answers[i], truths[i]);
    all_.add(score);
    by_tier_[static_cast<std::size_t>(answers[i].tier - 1)].add(score);
  }
}

base::OrderedJson QuestionAnsweringScore::to_json() const {
  const reading::AnswerScore mean = all_.mean();
  base::OrderedJson result{
      {"rows", all_.questions},
      {"metrics", {{"f1", mean.f1}, {"exact_match", mean.exact_match}}},
      {"metric", "f1"},
      {"score", mean.f1},
      {"deferral_rate", all_.questions == 0 ? 0 : 1 - by_tier_.front().share_of(all_)}};
  add_policy(cascade_, result);
  for (std::size_t i = 0; i < by_tier_.size(); ++i) {
    base::OrderedJson tier{{"tier", i + 1},
                           {"texts", by_tier_[i].questions},
                           {"share", by_tier_[i].share_of(all_)},
                           {"f1", nullptr},
                           {"exact_match", nullptr}};
    if (by_tier_[i].questions > 0) {
      tier["f1"] = by_tier_[i].mean().f1;
      tier["exact_match"] = by_tier_[i].mean().exact_match;
    }
    result["tiers"].push_back(std::move(tier));
  }
  return result;
}

std::string QuestionAnsweringScore::to_table() const {
  std::string table =
      fmt::format("{:<12}{:>10}{:>9}{:>10}{:>13}\n", "", "questions", "share", "f1", "exact match");
  const auto row = [&](const std::string& name, const Sum& sum) {
    table += fmt::format("{:<12}{:>10}{:>7.1f} %", name, sum.questions, 100 * sum.share_of(all_));
    if (sum.questions == 0) {
      table += fmt::format("{:>10}{:>13}\n", "-", "-");
    } else {
      table +=
          fmt::format("{:>8.2f} %{:>11.2f} %\n", 100 * sum.mean().f1, 100 * sum.mean().exact_match);
    }
  };
  for (std::size_t i = 0; i < by_tier_.size() && by_tier_.size() > 1; ++i) {
    row("by tier " + std::to_string(i + 1), by_tier_[i]);
  }
  row("all", all_);
  return table;
}

}  // namespace tango::evaluate
