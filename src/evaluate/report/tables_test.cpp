#include "evaluate/report/tables.h"

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
    sweep["settings"].push_back(to_json(make_setting("made up", std::move(run), {times}), {},
                                        {.resamples = 5, .draws = 5, .half_splits = 5}));
  }
  for (std::size_t tier = 0; tier < tiers; ++tier)
    sweep["batches"].push_back({{"best", "32 texts"}});
  return {"one, \"two\"", {{"sweep", std::move(sweep)}}};
}

TEST(ReportTables, EveryRowHasEveryColumn) {
  const std::vector<NamedResults> all{results_of(2), results_of(1), results_of(3)};
  const std::vector<Table> tables = report_tables(all, 2.0);
  ASSERT_EQ(tables.size(), 4U);
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
  EXPECT_EQ(tables[0].rows.size(), policies * 2);  // shares
  EXPECT_GT(policies, 2U * 2);                     // cascades x settings
  EXPECT_EQ(tables[1].rows.size(), 2U + 1 + 3);
  EXPECT_EQ(tables[2].rows.size(), 2U * 2);  // settings x cascades
  EXPECT_EQ(report_tables(all, std::nullopt).size(), 3U);
}

TEST(ReportTables, AModelAloneHasNoSpeedups) {
  const std::vector<NamedResults> all{results_of(1)};
  const std::vector<Table> tables = report_tables(all, std::nullopt);
  ASSERT_EQ(tables.size(), 1U);
  EXPECT_EQ(tables[0].file, "tiers");
}

TEST(ReportTables, ASingleModelIsBeatenOnlyInBothScoreAndSpeed) {
  std::vector<NamedResults> all{results_of(2), results_of(1)};
  const auto beaten = [&](double texts_per_s, double score) {
    OrderedJson& tier = all[1].results["sweep"]["settings"][0]["tiers"][0];
    tier["texts_per_s"] = texts_per_s;
    tier["score"] = score;
    const std::vector<Table> tables = report_tables(all, std::nullopt);
    EXPECT_EQ(tables[2].file, "single");
    return tables[2].rows[0].back();
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
  EXPECT_EQ(report_tables(all, std::nullopt).size(), 2U);
}

TEST(ReportTables, AMillionTextsCostTheirTime) {
  NamedResults one = results_of(1);
  one.results["sweep"]["settings"][1]["tiers"][0]["texts_per_s"] = 1000.0;
  const std::vector<NamedResults> all{one};
  const std::vector<Table> tables = report_tables(all, 3.6);
  EXPECT_EQ(tables.back().rows[0].back(), "1.0000");  // 1,000 s at 3.6 an hour
}

TEST(Csv, QuotesWhatItMust) {
  const Table table{"t", "", {"a", "b"}, {{"1,5", "say \"no\""}, {"plain", "two\nlines"}}};
  EXPECT_EQ(to_csv(table), "a,b\r\n\"1,5\",\"say \"\"no\"\"\"\r\nplain,\"two\nlines\"\r\n");
}

}  // namespace
}  // namespace tango::evaluate
