#include <fmt/format.h>

#include "evaluate/report/cells.h"
#include "evaluate/report/tables.h"

namespace tango::evaluate {
namespace {

using base::OrderedJson;

bool is_deployed(const NamedResults& one) {
  return settings_of(one.results).at(0).contains("deployed");
}

/// What of the cascade as deployed holds of labels alone, or null.
const OrderedJson* labels_of(const NamedResults& one) {
  const OrderedJson& sweep = one.results.at("sweep");
  const auto found = sweep.find("deployed");
  return found == sweep.end() || found->is_null() ? nullptr : &*found;
}

std::string same_answers(const OrderedJson& count) {
  if (count.at("agreement").is_null()) return "";
  return percent(count.at("agreement"));
}

std::string interval(const OrderedJson& count) {
  const OrderedJson& ends = count.at("interval");
  if (ends.is_null()) return "";
  return fmt::format("{:.2f} … {:.2f} %", 100 * ends.at(0).get<double>(),
                     100 * ends.at(1).get<double>());
}

Table deployed_table(std::span<const NamedResults> all) {
  Table table{"deployed",
              "decision",
              "What the cascade does as deployed",
              {"cascade", "setting", "threshold", "speedup over the large model",
               "same answer as the large model", "score kept", "deferred"},
              {},
              {}};
  for (const NamedResults& one : all) {
    if (!is_deployed(one)) continue;
    const OrderedJson* labels = labels_of(one);
    for (const OrderedJson& setting : settings_of(one.results)) {
      const OrderedJson& point = setting.at("deployed");
      table.add({one.name, setting.at("name"), thresholds(point.at("thresholds")),
                 times_with_deviation(point),
                 labels == nullptr ? "" : same_answers(labels->at("agreement")),
                 kept(setting, point), percent(point.at("deferral_rate"))},
                true);
    }
  }
  return table;
}

/// By the last tier's answer; precision, recall and F1 are of right answers.
Table class_table(std::span<const NamedResults> all) {
  Table table{"classes",
              "decision",
              "Same answer as the large model, class by class, as deployed",
              {"cascade", "class (the large model's answer)", "texts", "same answer",
               "with 95 % confidence", "precision by right answers", "recall by right answers",
               "F1 by right answers"},
              {},
              {}};
  for (const NamedResults& one : all) {
    const OrderedJson* labels = labels_of(one);
    if (labels == nullptr) continue;
    const OrderedJson& counts = labels->at("agreement").at("per_label");
    const OrderedJson right = one.results.value("per_label", OrderedJson::array());
    for (std::size_t label = 0; label < counts.size(); ++label) {
      const OrderedJson& count = counts[label];
      std::vector<std::string> row{one.name, count.at("label"),
                                   std::to_string(count.at("texts").get<std::int64_t>()),
                                   same_answers(count), interval(count)};
      for (const char* score : {"precision", "recall", "f1"}) {
        row.push_back(label < right.size() ? percent(right[label].at(score)) : "");
      }
      table.add(std::move(row), true);
    }
  }
  return table;
}

Table otherwise_table(std::span<const NamedResults> all) {
  Table table{"otherwise",
              "decision",
              "",
              {"cascade", "text", "the cascade's answer", "the large model's", "the right answer"},
              {},
              {}};
  std::int64_t differing = 0;
  for (const NamedResults& one : all) {
    const OrderedJson* labels = labels_of(one);
    if (labels == nullptr) continue;
    differing += labels->at("otherwise").at("texts").get<std::int64_t>();
    for (const OrderedJson& text : labels->at("otherwise").at("shown")) {
      std::string words =
          text.value("text", fmt::format("row {}", text.at("row").get<std::int64_t>()));
      if (text.contains("pair")) words += " | " + text.at("pair").get<std::string>();
      table.add({one.name, std::move(words),
                 fmt::format("{} (tier {}, {:.1f} % sure)", text.at("cascade").get<std::string>(),
                             text.at("tier").get<int>(), 100 * text.at("confidence").get<double>()),
                 text.at("last_tier"), text.at("label")},
                true);
    }
  }
  table.title = fmt::format(
      "{} of {} texts where the cascade's answer, as deployed, is not the large model's: first "
      "those that the large model has right",
      table.rows.size(), differing);
  return table;
}

/// Of the best batches on all cores.
Table price_table(std::span<const NamedResults> all, const Price& price) {
  Table table{"price",
              "decision",
              fmt::format("What texts cost at {:g} per core-hour, on cores that are always busy",
                          price.core_price),
              {"cascade", "what answers", "texts/s", "a million texts"},
              {},
              {}};
  if (price.texts_per_month > 0) {
    table.columns.push_back(texts_in_words(price.texts_per_month) + " a month");
  }
  for (const NamedResults& one : all) {
    const OrderedJson& setting = settings_of(one.results).at(1);
    const auto last = setting.at("tiers").back().at("texts_per_s").get<double>();
    const auto add = [&](const std::string& what, double texts_per_s, bool is_deployed = false) {
      std::vector<std::string> row{
          one.name, what, fmt::format("{:.1f}", texts_per_s),
          fmt::format("{:.4f}", price.of(kMillion, texts_per_s, one.results))};
      if (price.texts_per_month > 0) {
        row.push_back(
            fmt::format("{:.2f}", price.of(price.texts_per_month, texts_per_s, one.results)));
      }
      table.add(std::move(row), is_deployed);
    };
    add("the large model alone", last);
    if (setting.contains("deployed")) {
      add("the cascade as deployed", last * setting.at("deployed").at("speedup").get<double>(),
          true);
    }
  }
  return table;
}

}  // namespace

std::vector<Table> decision_tables(std::span<const NamedResults> all, const Price& price) {
  std::vector<Table> tables{deployed_table(all), class_table(all), otherwise_table(all)};
  if (price.is_known()) tables.push_back(price_table(all, price));
  return tables;
}

}  // namespace tango::evaluate
