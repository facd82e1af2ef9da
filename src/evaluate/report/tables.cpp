#include "evaluate/report/tables.h"

#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace tango::evaluate {
namespace {

using base::OrderedJson;

constexpr double kTextsPriced = 1e6;

std::string times(const OrderedJson& speedup) {
  return speedup.is_null() ? "never" : fmt::format("{:.2f}x", speedup.get<double>());
}

std::string percent(const OrderedJson& share) {
  return fmt::format("{:.2f} %", 100 * share.get<double>());
}

std::string thresholds(const OrderedJson& values) {
  std::vector<std::string> all;
  for (const OrderedJson& value : values) {
    all.push_back(value.is_array() ? fmt::format("({})", thresholds(value))
                                   : fmt::format("{:.4f}", value.get<double>()));
  }
  return fmt::format("{}", fmt::join(all, ", "));
}

std::string band(const OrderedJson& found, double factor, const char* unit) {
  return fmt::format("{:.2f} ({:.2f} … {:.2f}){}", factor * found.at("median").get<double>(),
                     factor * found.at("p5").get<double>(), factor * found.at("p95").get<double>(),
                     unit);
}

const OrderedJson& settings_of(const NamedResults& one) {
  return one.results.at("sweep").at("settings");
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
    row.insert(row.end(), {fmt::format("{:.2f}x ± {:.2f}", paper.at("speedup").get<double>(),
                                       paper.at("deviation").get<double>()),
                           band(paper.at("resampled"), 1, "x"), percent(paper.at("kept")),
                           percent(paper.at("deferral_rate")), thresholds(paper.at("thresholds"))});
  }
  row.push_back(band(entry.at("half_splits").at("speedup"), 1, "x"));
  row.push_back(band(entry.at("half_splits").at("kept"), 100, " %"));
  const OrderedJson* tuned =
      policy.contains("tuned") ? same_share(policy.at("tuned"), share) : nullptr;
  if (tuned != nullptr && tuned->contains("report")) {
    row.push_back(times(tuned->at("report").at("speedup")));
    row.push_back(percent(tuned->at("report").at("kept")));
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

Table speedup_table(std::span<const NamedResults> all) {
  Table table{"speedups",
              "Speedup over the last tier at a share of its score",
              {"cascade", "setting", "share", "speedup (the paper's protocol)", "resampled",
               "score kept", "deferred", "thresholds", "half-splits: speedup", "half-splits: kept",
               "tuned elsewhere: speedup", "tuned elsewhere: kept", "oracle", "random", "exits"},
              {}};
  for (const NamedResults& one : all) {
    for (const OrderedJson& setting : settings_of(one)) {
      if (!setting.contains("speedups")) continue;
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

Table tier_table(std::span<const NamedResults> all) {
  Table table{"tiers",
              "Tiers alone",
              {"cascade", "tier", "score", "resampled, 5 to 95 %", "of the last tier's",
               "texts/s, one at a time, one core", "texts/s, best batches, all cores", "best batch",
               "speedup, one at a time", "speedup, best batches"},
              {}};
  for (const NamedResults& one : all) {
    const OrderedJson& alone = settings_of(one).at(0).at("tiers");
    const OrderedJson& batches = settings_of(one).at(1).at("tiers");
    for (std::size_t tier = 0; tier < alone.size(); ++tier) {
      table.rows.push_back(
          {one.name, std::to_string(tier + 1),
           fmt::format("{:.2f}", 100 * alone[tier].at("score").get<double>()),
           fmt::format("{:.2f} … {:.2f}",
                       100 * alone[tier].at("score_resampled").at("p5").get<double>(),
                       100 * alone[tier].at("score_resampled").at("p95").get<double>()),
           percent(alone[tier].at("kept")),
           fmt::format("{:.1f}", alone[tier].at("texts_per_s").get<double>()),
           fmt::format("{:.1f}", batches[tier].at("texts_per_s").get<double>()),
           one.results.at("sweep").at("batches")[tier].at("best").get<std::string>(),
           times(alone[tier].at("speedup")), times(batches[tier].at("speedup"))});
    }
  }
  return table;
}

/// Of the best batches on all cores: what the machine costs is what all of it costs.
Table price_table(std::span<const NamedResults> all, double price_per_hour) {
  Table table{"price",
              fmt::format("A million texts at {:g} an hour for this machine", price_per_hour),
              {"cascade", "what answers", "texts/s", "price"},
              {}};
  for (const NamedResults& one : all) {
    const OrderedJson& setting = settings_of(one).at(1);
    const auto last = setting.at("tiers").back().at("texts_per_s").get<double>();
    const auto add = [&](const std::string& what, double texts_per_s) {
      table.rows.push_back(
          {one.name, what, fmt::format("{:.1f}", texts_per_s),
           fmt::format("{:.4f}", kTextsPriced / texts_per_s / 3600 * price_per_hour)});
    };
    add("the last tier alone", last);
    if (!setting.contains("speedups")) continue;
    for (const OrderedJson& entry : setting.at("speedups")) {
      if (entry.at("paper").is_null()) continue;
      add(fmt::format("the cascade at {:g} %", 100 * entry.at("share").get<double>()),
          last * entry.at("paper").at("speedup").get<double>());
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

/// Models alone beside cascades: which of them a cascade beats in score and speed.
Table single_table(std::span<const NamedResults> all) {
  Table table{"single",
              "Single models: is a cascade at least as fast and as good?",
              {"model", "setting", "score", "texts/s", "cascade", "is there such a threshold?"},
              {}};
  for (const NamedResults& model : all) {
    for (std::size_t at = 0; at < 2; ++at) {
      const OrderedJson& own = settings_of(model).at(at);
      if (own.contains("curve")) continue;
      const OrderedJson& tier = own.at("tiers")[0];
      for (const NamedResults& cascade : all) {
        const OrderedJson& setting = settings_of(cascade).at(at);
        if (!setting.contains("curve") || !of_the_same_texts(cascade, model)) continue;
        const double speedup = tier.at("texts_per_s").get<double>() /
                               setting.at("tiers").back().at("texts_per_s").get<double>();
        const auto score = tier.at("score").get<double>();
        table.rows.push_back({model.name, setting.at("name"), fmt::format("{:.2f}", 100 * score),
                              fmt::format("{:.1f}", tier.at("texts_per_s").get<double>()),
                              cascade.name, better_point(setting, speedup, score)});
      }
    }
  }
  return table;
}

Table online_table(std::span<const NamedResults> all) {
  Table table{
      "online",
      "Texts that arrive at random (Poisson): how long they wait for their answers",
      {"cascade", "what answers", "load", "texts/s", "p50, ms", "p95, ms", "p99, ms", "deferred"},
      {}};
  for (const NamedResults& one : all) {
    const OrderedJson& sweep = one.results.at("sweep");
    if (!sweep.contains("online")) continue;
    for (const OrderedJson& run : sweep.at("online").at("runs")) {
      const auto number = [&](const char* field, int digits) {
        return fmt::format("{:.{}f}", run.at(field).get<double>(), digits);
      };
      table.rows.push_back({one.name, run.at("system"),
                            fmt::format("{:.0f} %", 100 * run.at("load").get<double>()),
                            number("arriving_per_s", 1), number("p50_ms", 2), number("p95_ms", 2),
                            number("p99_ms", 2), percent(run.at("deferral_rate"))});
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

std::vector<Table> report_tables(std::span<const NamedResults> all,
                                 std::optional<double> price_per_hour) {
  std::vector<Table> tables{speedup_table(all), tier_table(all), single_table(all),
                            online_table(all)};
  if (price_per_hour) tables.push_back(price_table(all, *price_per_hour));
  std::erase_if(tables, [](const Table& table) { return table.rows.empty(); });
  return tables;
}

std::string to_csv(const Table& table) {
  std::string csv = csv_line(table.columns);
  for (const std::vector<std::string>& row : table.rows) csv += csv_line(row);
  return csv;
}

}  // namespace tango::evaluate
