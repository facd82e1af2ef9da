#include "evaluate/number_score.h"

#include <algorithm>

#include <fmt/format.h>

#include "evaluate/metric_choice.h"
#include "evaluate/policy_json.h"
#include "task/label_set_counts.h"
#include "task/number_metrics.h"

namespace tango::evaluate {
namespace {

using base::OrderedJson;
using Metrics = std::vector<std::pair<std::string, std::optional<double>>>;

Metrics metrics_of(std::span<const double> predicted, std::span<const double> truths) {
  return {{"pearson", task::pearson(predicted, truths)},
          {"spearman", task::spearman(predicted, truths)},
          {"mse", task::mean_squared_error(predicted, truths)},
          {"mae", task::mean_absolute_error(predicted, truths)},
          {"r2", task::r2(predicted, truths)}};
}

/// Of each metric; not defined where that of one output is not.
Metrics means_of(const std::vector<Metrics>& outputs) {
  Metrics means = outputs.front();
  for (std::size_t i = 0; i < means.size(); ++i) {
    double sum = 0;
    const bool all = std::ranges::all_of(outputs, [&](const Metrics& own) {
      sum += own[i].second.value_or(0);
      return own[i].second.has_value();
    });
    means[i].second = all ? std::optional(sum / static_cast<double>(outputs.size())) : std::nullopt;
  }
  return means;
}

OrderedJson to_json(const Metrics& metrics) {
  OrderedJson json = OrderedJson::object();
  for (const auto& [name, value] : metrics) json[name] = value ? OrderedJson(*value) : nullptr;
  return json;
}

}  // namespace

NumberScore::NumberScore(const cascade::Cascade& cascade, const LabelledTexts& texts,
                         std::span<const cascade::Answer> answers)
    : cascade_(cascade), texts_(texts), by_tier_(static_cast<std::size_t>(cascade.num_tiers())) {
  const std::size_t outputs = cascade.labels().names.size();
  std::vector<double> predicted(answers.size()), truths(answers.size());
  for (std::size_t output = 0; output < outputs; ++output) {
    for (std::size_t text = 0; text < answers.size(); ++text) {
      predicted[text] = answers[text].scores[output];
      truths[text] = texts.numbers[text][output];
    }
    outputs_.push_back(metrics_of(predicted, truths));
  }
  metrics_ = means_of(outputs_);
  if (outputs == 1) outputs_.clear();
  if (are_relevances(texts)) add_relevance_metrics(predicted, truths);
  for (const cascade::Answer& answer : answers) {
    ++by_tier_[static_cast<std::size_t>(answer.tier - 1)];
  }
}

void NumberScore::add_relevance_metrics(std::span<const double> predicted,
                                        std::span<const double> truths) {
  Metrics found{{"auc", task::roc_auc(predicted, truths)},
                {"average_precision", task::average_precision(predicted, truths)}};
  if (have_queries(texts_)) {
    const task::ReciprocalRank rank =
        task::reciprocal_rank(predicted, truths, texts_.queries, kReciprocalRankDepth);
    found.emplace_back("mrr_at_10", rank.mean);
    queries_ = rank.queries;
  }
  if (!texts_.label_thresholds.empty()) {
    task::LabelSetCounts counts(1);
    std::int64_t right = 0;
    constexpr int kLabel = 0;
    for (std::size_t text = 0; text < truths.size(); ++text) {
      const bool is_true = truths[text] == 1;
      const bool is_found = predicted[text] >= texts_.label_thresholds.front();
      counts.add(std::span(&kLabel, is_true ? 1 : 0), std::span(&kLabel, is_found ? 1 : 0));
      right += is_true == is_found ? 1 : 0;
    }
    const task::LabelSetCounts::Label& own = counts.labels().front();
    found.emplace_back("accuracy", static_cast<double>(right) / static_cast<double>(truths.size()));
    found.emplace_back("f1", own.f1());
    found.emplace_back("precision", own.precision());
    found.emplace_back("recall", own.recall());
  }
  metrics_.insert(metrics_.begin(), found.begin(), found.end());
}

OrderedJson NumberScore::to_json() const {
  const std::vector<std::string>& names = cascade_.labels().names;
  const auto rows = static_cast<double>(texts_.requests.size());
  OrderedJson result;
  result["rows"] = texts_.requests.size();
  result["metrics"] = evaluate::to_json(metrics_);
  result["metric"] = texts_.metric_name;
  result["score"] = result["metrics"].at(texts_.metric_name);
  if (queries_) result["queries"] = *queries_;
  result["deferral_rate"] = 1 - static_cast<double>(by_tier_.front()) / rows;
  add_policy(cascade_, result);
  result["labels"] = names;
  if (!texts_.label_thresholds.empty()) {
    result["label_threshold"] = base::shortest(texts_.label_thresholds.front());
  }
  for (std::size_t tier = 0; tier < by_tier_.size(); ++tier) {
    result["tiers"].push_back({{"tier", tier + 1},
                               {"texts", by_tier_[tier]},
                               {"share", static_cast<double>(by_tier_[tier]) / rows}});
  }
  for (std::size_t output = 0; output < outputs_.size(); ++output) {
    OrderedJson own{{"label", names[output]}};
    own.update(evaluate::to_json(outputs_[output]));
    result["outputs"].push_back(std::move(own));
  }
  return result;
}

std::string NumberScore::to_table() const {
  std::string table = fmt::format("{:<20}{:>10}\n", "texts", texts_.requests.size());
  if (queries_) table += fmt::format("{:<20}{:>10}\n", "queries", *queries_);
  for (std::size_t tier = 0; tier < by_tier_.size() && by_tier_.size() > 1; ++tier) {
    table += fmt::format("{:<20}{:>10}\n", fmt::format("by tier {}", tier + 1), by_tier_[tier]);
  }
  for (std::size_t i = 0; i < metrics_.size(); ++i) {
    std::string name = metrics_[i].first;
    std::ranges::replace(name, '_', ' ');
    const auto value = [&](const Metrics& metrics) {
      return metrics[i].second ? fmt::format("{:.4f}", *metrics[i].second) : std::string("-");
    };
    table += fmt::format("{:<20}{:>10}", name, value(metrics_));
    for (const Metrics& output : outputs_) table += fmt::format("{:>10}", value(output));
    table += "\n";
  }
  return table;
}

}  // namespace tango::evaluate
