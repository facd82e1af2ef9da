#include "evaluate/label_set_score.h"

#include <fmt/format.h>

#include "cascade/label_thresholds.h"
#include "evaluate/per_label_table.h"
#include "evaluate/policy_json.h"

namespace tango::evaluate {
namespace {

double share(const task::LabelSetCounts& part, const task::LabelSetCounts& whole) {
  return whole.texts() == 0
             ? 0
             : static_cast<double>(part.texts()) / static_cast<double>(whole.texts());
}

}  // namespace

LabelSetScore::LabelSetScore(const cascade::Cascade& cascade, const LabelledTexts& texts,
                             std::span<const cascade::Answer> answers)
    : cascade_(cascade),
      texts_(texts),
      all_(cascade.labels().names.size()),
      by_tier_(static_cast<std::size_t>(cascade.num_tiers()), all_) {
  for (std::size_t text = 0; text < answers.size(); ++text) {
    const std::vector<int> found =
        cascade::labels_from(answers[text].scores, texts.label_thresholds);
    all_.add(texts.label_sets[text], found);
    by_tier_[static_cast<std::size_t>(answers[text].tier - 1)].add(texts.label_sets[text], found);
  }
}

base::OrderedJson LabelSetScore::to_json() const {
  const std::vector<std::string>& names = cascade_.labels().names;
  base::OrderedJson result;
  result["rows"] = all_.texts();
  result["metrics"] = {{"micro_f1", all_.micro().f1()},
                       {"macro_f1", all_.macro_f1()},
                       {"samples_f1", all_.samples_f1()},
                       {"subset_accuracy", all_.subset_accuracy()},
                       {"micro_precision", all_.micro().precision()},
                       {"micro_recall", all_.micro().recall()},
                       {"hamming_loss", all_.hamming_loss()}};
  result["metric"] = texts_.metric_name;
  result["score"] = result["metrics"].at(texts_.metric_name);
  result["deferral_rate"] = 1 - share(by_tier_.front(), all_);
  add_policy(cascade_, result);
  result["labels"] = names;
  for (std::size_t tier = 0; tier < by_tier_.size(); ++tier) {
    const task::LabelSetCounts& own = by_tier_[tier];
    base::OrderedJson one{{"tier", tier + 1},
                          {"texts", own.texts()},
                          {"share", share(own, all_)},
                          {"micro_f1", nullptr},
                          {"subset_accuracy", nullptr}};
    if (own.texts() > 0) {
      one["micro_f1"] = own.micro().f1();
      one["subset_accuracy"] = own.subset_accuracy();
    }
    result["tiers"].push_back(std::move(one));
  }
  for (std::size_t label = 0; label < names.size(); ++label) {
    base::OrderedJson one = label_json(names[label], all_.labels()[label]);
    one["threshold"] = base::shortest(texts_.label_thresholds[label]);
    result["per_label"].push_back(std::move(one));
  }
  return result;
}

std::string LabelSetScore::to_table() const {
  std::string table = fmt::format("{:<12}{:>8}{:>9}{:>10}{:>10}{:>11}{:>15}\n", "", "texts",
                                  "share", "micro f1", "macro f1", "samples f1", "all labels");
  const auto row = [&](const std::string& name, const task::LabelSetCounts& counts) {
    table += fmt::format("{:<12}{:>8}{:>7.1f} %", name, counts.texts(), 100 * share(counts, all_));
    if (counts.texts() == 0) {
      table += fmt::format("{:>10}{:>10}{:>11}{:>15}\n", "-", "-", "-", "-");
      return;
    }
    table += fmt::format("{:>10.4f}{:>10.4f}{:>11.4f}{:>7.2f} % right\n", counts.micro().f1(),
                         counts.macro_f1(), counts.samples_f1(), 100 * counts.subset_accuracy());
  };
  for (std::size_t tier = 0; tier < by_tier_.size() && by_tier_.size() > 1; ++tier) {
    row("by tier " + std::to_string(tier + 1), by_tier_[tier]);
  }
  row("all", all_);
  return table + "\n" + per_label_table(cascade_.labels().names, all_.labels());
}

}  // namespace tango::evaluate
