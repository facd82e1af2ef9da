#include "evaluate/report/tables.h"

#include <algorithm>
#include <stdexcept>

#include <gtest/gtest.h>

#include "evaluate/random_run_test.h"
#include "evaluate/report/results_json.h"

namespace tango::evaluate {
namespace {

using base::OrderedJson;

NamedResults results_of(std::size_t tiers) {
  std::mt19937 random(61);
  OrderedJson sweep;
  for (int setting = 0; setting < 2; ++setting) {
    RecordedRun run = random_run(random, tiers, 40);
    const Times times = run.seconds;
    sweep["settings"].push_back(
        to_json(make_setting("made up", std::move(run), {times}), {},
                {.resamples = 5,
                 .draws = 5,
                 .half_splits = 5,
                 .deployed = std::vector<cascade::Threshold>(tiers - 1, 0.5F)}));
  }
  sweep["workers"] = 2;
  for (std::size_t tier = 0; tier < tiers; ++tier)
    sweep["batches"].push_back({{"best", "32 texts"}});
  return {"one, \"two\"", {{"sweep", std::move(sweep)}}};
}

const Table& named(const std::vector<Table>& tables, const std::string& file) {
  const auto found = std::ranges::find(tables, file, &Table::file);
  if (found == tables.end()) throw std::out_of_range(file);
  return *found;
}

TEST(ReportTables, EveryRowHasEveryColumn) {
  const std::vector<NamedResults> all{results_of(2), results_of(1), results_of(3)};
  const std::vector<Table> tables = report_tables(all, {.core_price = 2.0, .texts_per_month = 5});
  ASSERT_EQ(tables.size(), 5U);
  for (const Table& table : tables) {
    EXPECT_FALSE(table.rows.empty());
    for (const auto& row : table.rows) EXPECT_EQ(row.size(), table.columns.size()) << table.file;
  }
  std::size_t policies = 0;  // one threshold, and where answers are labels one per class
  for (const NamedResults& one : {all[0], all[2]}) {
    for (const OrderedJson& setting : one.results.at("sweep").at("settings")) {
      policies += setting.contains("per_class") ? 2 : 1;
    }
  }
  // shares, and of each cascade and setting one as deployed
  EXPECT_EQ(named(tables, "speedups").rows.size(), policies * 2 + 4);
  EXPECT_GT(policies, 2U * 2);  // cascades x settings
  EXPECT_EQ(named(tables, "tiers").rows.size(), 2U + 1 + 3 + 2);
  EXPECT_EQ(named(tables, "single").rows.size(), 2U * 2);  // settings x cascades
  EXPECT_EQ(named(tables, "deployed").rows.size(), 2U * 2);
  EXPECT_EQ(report_tables(all, {}).size(), 4U);
}

TEST(ReportTables, TheDeployedThresholdIsMarkedInEach) {
  const std::vector<NamedResults> all{results_of(2)};
  for (const Table& table : report_tables(all, {.core_price = 2.0})) {
    EXPECT_FALSE(table.deployed.empty()) << table.file;
    for (const std::size_t row : table.deployed) EXPECT_LT(row, table.rows.size());
  }
}

TEST(ReportTables, SayWhatTheDeployedCascadeIsWorth) {
  std::vector<NamedResults> all{results_of(2)};
  OrderedJson& sweep = all[0].results["sweep"];
  for (OrderedJson& setting : sweep["settings"]) {
    setting["tiers"].back()["texts_per_s"] = 1000.0;
    setting["deployed"] = {{"thresholds", {0.75}}, {"deferral_rate", 0.25}, {"score", 0.8},
                           {"kept", 0.99},         {"speedup", 4.0},        {"deviation", 0.5}};
  }
  sweep["deployed"] = {
      {"agreement",
       {{"agreement", 0.5},
        {"per_label",
         {{{"label", "a"}, {"texts", 4}, {"agreement", 0.5}, {"interval", {0.1, 0.9}}},
          {{"label", "b"}, {"texts", 0}, {"agreement", nullptr}, {"interval", nullptr}}}}}},
      {"otherwise",
       {{"texts", 1},
        {"shown",
         {{{"row", 7},
           {"label", "a"},
           {"cascade", "b"},
           {"tier", 1},
           {"confidence", 0.875},
           {"last_tier", "a"}}}}}}};
  all[0].results["per_label"] = {{{"precision", 0.25}, {"recall", 0.5}, {"f1", 1.0}}};
  const std::vector<Table> tables = report_tables(all, {.core_price = 1.8, .texts_per_month = 2e6});
  EXPECT_EQ(named(tables, "deployed").rows[0],
            (std::vector<std::string>{"one, \"two\"", "made up", "0.7500", "4.00x ± 0.50",
                                      "50.00 %", "99.00 %", "25.00 %"}));
  const Table& classes = named(tables, "classes");
  EXPECT_EQ(classes.rows[0],
            (std::vector<std::string>{"one, \"two\"", "a", "4", "50.00 %", "10.00 … 90.00 %",
                                      "25.00 %", "50.00 %", "100.00 %"}));
  EXPECT_EQ(classes.rows[1][3], "");
  EXPECT_EQ(
      named(tables, "otherwise").rows[0],
      (std::vector<std::string>{"one, \"two\"", "row 7", "b (tier 1, 87.5 % sure)", "a", "a"}));
  const Table& price = named(tables, "price");
  // 1,000 s on two cores at 1.8 an hour
  EXPECT_EQ(price.rows[0], (std::vector<std::string>{"one, \"two\"", "the large model alone",
                                                     "1000.0", "1.0000", "2.00"}));
  EXPECT_EQ(price.rows[1], (std::vector<std::string>{"one, \"two\"", "the cascade as deployed",
                                                     "4000.0", "0.2500", "0.50"}));
  EXPECT_EQ(price.deployed, std::vector<std::size_t>{1});
}

TEST(ReportTables, WhatIsConfused) {
  std::vector<NamedResults> all{results_of(2)};
  all[0].results["labels"] = {"a", "b"};
  all[0].results["confusion"] = {{3, 1}, {2, 4}};
  const Table matrix = named(report_tables(all, {}), "confusion");
  EXPECT_EQ(matrix.columns, (std::vector<std::string>{"right label", "a", "b"}));
  EXPECT_EQ(matrix.rows[1], (std::vector<std::string>{"b", "2", "4"}));
  OrderedJson labels = OrderedJson::array();
  OrderedJson counts = OrderedJson::array();
  for (int label = 0; label < 13; ++label) {
    labels.push_back(std::to_string(label));
    counts.push_back(std::vector<int>(13, label));
  }
  all[0].results["labels"] = labels;
  all[0].results["confusion"] = counts;
  const Table pairs = named(report_tables(all, {}), "confusion");
  EXPECT_EQ(pairs.rows.size(), 20U);
  EXPECT_EQ(pairs.rows[0], (std::vector<std::string>{"12", "0", "12"}));
}

TEST(ReportTables, AModelAloneHasNoSpeedups) {
  const std::vector<NamedResults> all{results_of(1)};
  const std::vector<Table> tables = report_tables(all, {});
  ASSERT_EQ(tables.size(), 1U);
  EXPECT_EQ(tables[0].file, "tiers");
}

TEST(ReportTables, ASingleModelIsBeatenOnlyInBothScoreAndSpeed) {
  std::vector<NamedResults> all{results_of(2), results_of(1)};
  const auto beaten = [&](double texts_per_s, double score) {
    OrderedJson& tier = all[1].results["sweep"]["settings"][0]["tiers"][0];
    tier["texts_per_s"] = texts_per_s;
    tier["score"] = score;
    const std::vector<Table> tables = report_tables(all, {});
    return named(tables, "single").rows[0].back();
  };
  OrderedJson& setting = all[0].results["sweep"]["settings"][0];
  setting["curve"] = {
      {"speedup", {1, 4, 9}}, {"score", {0.9, 0.8, 0.6}}, {"thresholds", {{1.0}, {0.7}, {0.0}}}};
  setting["tiers"].back()["texts_per_s"] = 100.0;
  EXPECT_EQ(beaten(400, 0.8), "yes: 80.00 at 4.00x, threshold 0.7000");
  EXPECT_EQ(beaten(150, 0.7), "yes: 80.00 at 4.00x, threshold 0.7000");
  EXPECT_EQ(beaten(500, 0.7), "no");
  EXPECT_EQ(beaten(400, 0.81), "no");
  all[1].results["rows"] = 5;  // other texts
  EXPECT_THROW((void)named(report_tables(all, {}), "single"), std::out_of_range);
}

TEST(Csv, QuotesWhatItMust) {
  const Table table{"t", "", "", {"a", "b"}, {{"1,5", "say \"no\""}, {"plain", "two\nlines"}}, {}};
  EXPECT_EQ(to_csv(table), "a,b\r\n\"1,5\",\"say \"\"no\"\"\"\r\nplain,\"two\nlines\"\r\n");
}

}  // namespace
}  // namespace tango::evaluate
