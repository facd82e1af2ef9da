#include "evaluate/classification_score.h"

#include <array>

#include <fmt/format.h>

#include "evaluate/per_label_table.h"
#include "evaluate/policy_json.h"

namespace tango::evaluate {
namespace {

constexpr std::array kMetrics{task::Metric::kAccuracy, task::Metric::kF1, task::Metric::kMatthews};

double share(const task::ConfusionMatrix& part, const task::ConfusionMatrix& whole) {
  return whole.total() == 0
             ? 0
             : static_cast<double>(part.total()) / static_cast<double>(whole.total());
}

std::vector<task::LabelSetCounts::Label> per_label(const task::ConfusionMatrix& counts) {
  std::vector<task::LabelSetCounts::Label> found;
  found.reserve(static_cast<std::size_t>(counts.num_labels()));
  for (int label = 0; label < counts.num_labels(); ++label) {
    found.push_back({counts.count(label, label), counts.row_sum(label), counts.column_sum(label)});
  }
  return found;
}

}  // namespace

ClassificationScore::ClassificationScore(const cascade::Cascade& cascade,
                                         std::span<const int> truths,
                                         std::span<const cascade::Answer> answers)
    : cascade_(cascade),
      all_(static_cast<int>(cascade.labels().names.size())),
      by_tier_(static_cast<std::size_t>(cascade.num_tiers()), all_) {
  for (std::size_t i = 0; i < truths.size(); ++i) {
    all_.add(truths[i], answers[i].label);
    by_tier_[static_cast<std::size_t>(answers[i].tier - 1)].add(truths[i], answers[i].label);
  }
}

base::OrderedJson ClassificationScore::to_json(task::Metric metric) const {
  base::OrderedJson result;
  result["rows"] = all_.total();
  for (const task::Metric known : kMetrics) {
    result["metrics"][std::string(to_string(known))] = value_of(known, all_);
  }
  result["metric"] = to_string(metric);
  result["score"] = value_of(metric, all_);
  result["deferral_rate"] = 1 - share(by_tier_.front(), all_);
  add_policy(cascade_, result);
  result["labels"] = cascade_.labels().names;
  for (std::size_t i = 0; i < by_tier_.size(); ++i) {
    result["tiers"].push_back(
        {{"tier", i + 1},
         {"texts", by_tier_[i].total()},
         {"share", share(by_tier_[i], all_)},
         {"accuracy", by_tier_[i].total() == 0 ? base::OrderedJson()
                                               : base::OrderedJson(by_tier_[i].accuracy())}});
  }
  for (int truth = 0; truth < all_.num_labels(); ++truth) {
    base::OrderedJson row = base::OrderedJson::array();
    for (int predicted = 0; predicted < all_.num_labels(); ++predicted) {
      row.push_back(all_.count(truth, predicted));
    }
    result["confusion"].push_back(row);
  }
  const std::vector<std::string>& names = cascade_.labels().names;
  const std::vector<task::LabelSetCounts::Label> counts = per_label(all_);
  for (std::size_t label = 0; label < names.size(); ++label) {
    result["per_label"].push_back(label_json(names[label], counts[label]));
  }
  return result;
}

std::string ClassificationScore::to_table() const {
  std::string table = fmt::format("{:<12}{:>8}{:>9}{:>10}{:>8}{:>8}\n", "", "texts", "share",
                                  "accuracy", "f1", "mcc");
  const auto row = [&](const std::string& name, const task::ConfusionMatrix& counts) {
    if (counts.total() == 0) {  // no texts: no score, which is not a score of 0
      table += fmt::format("{:<12}{:>8}{:>7.1f} %{:>10}{:>8}{:>8}\n", name, 0, 0.0, "-", "-", "-");
      return;
    }
    table += fmt::format("{:<12}{:>8}{:>7.1f} %{:>8.2f} %{:>8.4f}{:>8.4f}\n", name, counts.total(),
                         100 * share(counts, all_), 100 * counts.accuracy(),
                         value_of(task::Metric::kF1, counts), counts.matthews());
  };
  for (std::size_t i = 0; i < by_tier_.size() && by_tier_.size() > 1; ++i) {
    row("by tier " + std::to_string(i + 1), by_tier_[i]);
  }
  row("all", all_);
  const std::vector<std::string>& names = cascade_.labels().names;
  const std::string confusion = confusion_table(names, all_);
  table += "\n" + per_label_table(names, per_label(all_));
  return confusion.empty() ? table : table + "\n" + confusion;
}

}  // namespace tango::evaluate
