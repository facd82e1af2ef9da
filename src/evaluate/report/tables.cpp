#include "evaluate/report/tables.h"

#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "evaluate/report/cells.h"

namespace tango::evaluate {
namespace {

using base::OrderedJson;

std::string band(const OrderedJson& found, double factor, const char* unit) {
  return fmt::format("{:.2f} ({:.2f} … {:.2f}){}", factor * found.at("median").get<double>(),
                     factor * found.at("p5").get<double>(), factor * found.at("p95").get<double>(),
                     unit);
}

/// The entry of the same share, or null.
const OrderedJson* same_share(const OrderedJson& entries, const OrderedJson& share) {
  for (const OrderedJson& entry : entries) {
    if (entry.at("share") == share) return &entry;
  }
  return nullptr;
}

/// Speeds and scores can be compared.
bool of_the_same_texts(const NamedResults& left, const NamedResults& right) {
  return left.results.value("input", "") == right.results.value("input", "") &&
         left.results.value("rows", 0) == right.results.value("rows", 0);
}

/// `policy`: the setting, or its thresholds of classes; `entry`: of its speedups.
std::vector<std::string> speedup_row(const std::string& name, const OrderedJson& setting,
                                     const OrderedJson& policy, const OrderedJson& entry) {
  const OrderedJson& share = entry.at("share");
  const OrderedJson& paper = entry.at("paper");
  std::vector<std::string> row{name, setting.at("name"),
                               fmt::format("{:g} %", 100 * share.get<double>())};
  if (paper.is_null()) {
    row.insert(row.end(), {"never", "", "", "", ""});
  } else {
    row.insert(row.end(), {times_with_deviation(paper), band(paper.at("resampled"), 1, "x"),
                           kept(setting, paper), percent(paper.at("deferral_rate")),
                           thresholds(paper.at("thresholds"))});
  }
  row.push_back(band(entry.at("half_splits").at("speedup"), 1, "x"));
  row.push_back(band(entry.at("half_splits").at("kept"), 100, " %"));
  const OrderedJson* tuned =
      policy.contains("tuned") ? same_share(policy.at("tuned"), share) : nullptr;
  if (tuned != nullptr && tuned->contains("report")) {
    row.push_back(times(tuned->at("report").at("speedup")));
    row.push_back(kept(setting, tuned->at("report")));
  } else {
    row.insert(row.end(), {"", ""});
  }
  row.push_back(times(same_share(setting.at("oracle").at("speedups"), share)->at("speedup")));
  row.push_back(
      times(same_share(setting.at("random").at("speedups"), share)->at("speedup").at("mean")));
  std::vector<std::string> exits;
  for (const OrderedJson& baseline : setting.at("baselines")) {
    exits.push_back(fmt::format("{} {}", baseline.at("name").get<std::string>(),
                                times(same_share(baseline.at("speedups"), share)->at("speedup"))));
  }
  row.push_back(fmt::format("{}", fmt::join(exits, ", ")));
  return row;
}

/// What the cascade has is read off nothing: the protocols' columns stay empty.
std::vector<std::string> deployed_row(const std::string& name, const OrderedJson& setting,
                                      std::size_t columns) {
  const OrderedJson& point = setting.at("deployed");
  std::vector<std::string> row{name,
                               setting.at("name"),
                               "as deployed",
                               times_with_deviation(point),
                               "",
                               kept(setting, point),
                               percent(point.at("deferral_rate")),
                               thresholds(point.at("thresholds"))};
  row.resize(columns);
  return row;
}

Table speedup_table(std::span<const NamedResults> all) {
  Table table{"speedups",
              "protocol",
              "Speedup over the last tier at a share of its score",
              {"cascade", "setting", "score to keep", "speedup", "speedup, resampled (5 … 95 %)",
               "score kept", "deferred", "thresholds", "half-splits: speedup", "half-splits: kept",
               "tuned elsewhere: speedup", "tuned elsewhere: kept", "oracle", "random", "exits"},
              {},
              {}};
  for (const NamedResults& one : all) {
    for (const OrderedJson& setting : settings_of(one.results)) {
      if (!setting.contains("speedups")) continue;
      if (setting.contains("deployed")) {
        table.add(deployed_row(one.name, setting, table.columns.size()), true);
      }
      for (const OrderedJson& entry : setting.at("speedups")) {
        table.rows.push_back(speedup_row(one.name, setting, setting, entry));
      }
      if (!setting.contains("per_class")) continue;
      const OrderedJson& policy = setting.at("per_class");
      for (const OrderedJson& entry : policy.at("speedups")) {
        table.rows.push_back(
            speedup_row(one.name + ", threshold per class", setting, policy, entry));
      }
    }
  }
  return table;
}

std::vector<std::string> deployed_tier_row(const NamedResults& one) {
  std::vector<std::string> rates, speedups;
  for (const OrderedJson& setting : settings_of(one.results)) {
    const auto speedup = setting.at("deployed").at("speedup").get<double>();
    rates.push_back(fmt::format(
        "{:.1f}", speedup * setting.at("tiers").back().at("texts_per_s").get<double>()));
    speedups.push_back(times(speedup));
  }
  const OrderedJson& alone = settings_of(one.results).at(0);
  const OrderedJson& point = alone.at("deployed");
  return {one.name,
          "the cascade",
          fmt::format("{:.2f}", 100 * point.at("score").get<double>()),
          "",
          kept(alone, point),
          rates.at(0),
          rates.at(1),
          "",
          speedups.at(0),
          speedups.at(1)};
}

Table tier_table(std::span<const NamedResults> all) {
  Table table{"tiers",
              "detail",
              "The cascade as deployed, and its tiers alone",
              {"cascade", "what answers", "score", "resampled, 5 to 95 %", "of the last tier's",
               "texts/s, one at a time, one core", "texts/s, best batches, all cores", "best batch",
               "speedup, one at a time", "speedup, best batches"},
              {},
              {}};
  for (const NamedResults& one : all) {
    const OrderedJson& alone = settings_of(one.results).at(0).at("tiers");
    const OrderedJson& batches = settings_of(one.results).at(1).at("tiers");
    for (std::size_t tier = 0; tier < alone.size(); ++tier) {
      table.rows.push_back(
          {one.name, fmt::format("tier {} alone", tier + 1),
           fmt::format("{:.2f}", 100 * alone[tier].at("score").get<double>()),
           fmt::format("{:.2f} … {:.2f}",
                       100 * alone[tier].at("score_resampled").at("p5").get<double>(),
                       100 * alone[tier].at("score_resampled").at("p95").get<double>()),
           kept(settings_of(one.results).at(0), alone[tier]),
           fmt::format("{:.1f}", alone[tier].at("texts_per_s").get<double>()),
           fmt::format("{:.1f}", batches[tier].at("texts_per_s").get<double>()),
           one.results.at("sweep").at("batches")[tier].at("best").get<std::string>(),
           times(alone[tier].at("speedup")), times(batches[tier].at("speedup"))});
    }
    if (settings_of(one.results).at(0).contains("deployed")) {
      table.add(deployed_tier_row(one), true);
    }
  }
  return table;
}

/// Whether a point of the curve is at least as fast and scores at least as much; where, if so.
std::string better_point(const OrderedJson& setting, double speedup, double score) {
  const OrderedJson& curve = setting.at("curve");
  for (std::size_t i = 0; i < curve.at("speedup").size(); ++i) {
    if (curve.at("speedup")[i].get<double>() < speedup) continue;
    if (curve.at("score")[i].get<double>() < score) continue;
    return fmt::format("yes: {:.2f} at {}, threshold {}", 100 * curve.at("score")[i].get<double>(),
                       times(curve.at("speedup")[i]), thresholds(curve.at("thresholds")[i]));
  }
  return "no";
}

std::string is_better_as_deployed(const OrderedJson& setting, double speedup, double score) {
  if (!setting.contains("deployed")) return "";
  const OrderedJson& point = setting.at("deployed");
  const bool is_better =
      point.at("speedup").get<double>() >= speedup && point.at("score").get<double>() >= score;
  return is_better ? "yes" : "no";
}

/// Models alone beside cascades: which of them a cascade beats in score and speed.
Table single_table(std::span<const NamedResults> all) {
  Table table{
      "single",
      "detail",
      "Single models: is a cascade at least as fast and as good?",
      {"model", "setting", "score", "texts/s", "cascade", "as deployed?", "at any threshold?"},
      {},
      {}};
  for (const NamedResults& model : all) {
    for (std::size_t at = 0; at < 2; ++at) {
      const OrderedJson& own = settings_of(model.results).at(at);
      if (own.contains("curve")) continue;
      const OrderedJson& tier = own.at("tiers")[0];
      for (const NamedResults& cascade : all) {
        const OrderedJson& setting = settings_of(cascade.results).at(at);
        if (!setting.contains("curve") || !of_the_same_texts(cascade, model)) continue;
        const double speedup = tier.at("texts_per_s").get<double>() /
                               setting.at("tiers").back().at("texts_per_s").get<double>();
        const auto score = tier.at("score").get<double>();
        table.rows.push_back({model.name, setting.at("name"), fmt::format("{:.2f}", 100 * score),
                              fmt::format("{:.1f}", tier.at("texts_per_s").get<double>()),
                              cascade.name, is_better_as_deployed(setting, speedup, score),
                              better_point(setting, speedup, score)});
      }
    }
  }
  return table;
}

Table online_table(std::span<const NamedResults> all) {
  Table table{
      "online",
      "detail",
      "Texts that arrive at random (Poisson): how long they wait for their answers",
      {"cascade", "what answers", "load", "texts/s", "p50, ms", "p95, ms", "p99, ms", "deferred"},
      {},
      {}};
  for (const NamedResults& one : all) {
    const OrderedJson& sweep = one.results.at("sweep");
    if (!sweep.contains("online")) continue;
    for (const OrderedJson& run : sweep.at("online").at("runs")) {
      const auto number = [&](const char* field, int digits) {
        return fmt::format("{:.{}f}", run.at(field).get<double>(), digits);
      };
      table.add(
          {one.name, run.at("system"), fmt::format("{:.0f} %", 100 * run.at("load").get<double>()),
           number("arriving_per_s", 1), number("p50_ms", 2), number("p95_ms", 2),
           number("p99_ms", 2), percent(run.at("deferral_rate"))},
          run.at("system") == "cascade");
    }
  }
  return table;
}

std::string csv_field(const std::string& field) {
  if (field.find_first_of(",\"\r\n") == std::string::npos) return field;
  std::string quoted = "\"";
  for (const char character : field) {
    if (character == '"') quoted += '"';
    quoted += character;
  }
  return quoted + '"';
}

std::string csv_line(const std::vector<std::string>& fields) {
  std::vector<std::string> quoted;
  quoted.reserve(fields.size());
  for (const std::string& field : fields) quoted.push_back(csv_field(field));
  return fmt::format("{}\r\n", fmt::join(quoted, ","));
}

}  // namespace

std::vector<Table> report_tables(std::span<const NamedResults> all, const Price& price) {
  std::vector<Table> tables = decision_tables(all, price);
  for (Table& table : confusion_tables(all)) tables.push_back(std::move(table));
  for (Table& table :
       std::vector{tier_table(all), single_table(all), online_table(all), speedup_table(all)}) {
    tables.push_back(std::move(table));
  }
  std::erase_if(tables, [](const Table& table) { return table.rows.empty(); });
  return tables;
}

std::string to_csv(const Table& table) {
  std::string csv = csv_line(table.columns);
  for (const std::vector<std::string>& row : table.rows) csv += csv_line(row);
  return csv;
}

}  // namespace tango::evaluate
