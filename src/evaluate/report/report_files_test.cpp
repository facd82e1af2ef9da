#include "evaluate/report/report_files.h"

#include <tango/error.h>

#include "base/json.h"
#include "base/temporary_directory_test.h"

namespace tango::evaluate {
namespace {

namespace fs = std::filesystem;
using base::OrderedJson;

NamedResults a_model() {
  const OrderedJson tier{{"score", 0.5},
                         {"score_resampled", {{"p5", 0.4}, {"p95", 0.6}}},
                         {"kept", 1.0},
                         {"texts_per_s", 100.0},
                         {"speedup", 1.0}};
  const OrderedJson setting{{"name", "made up"}, {"tiers", OrderedJson::array({tier})}};
  const OrderedJson machine{
      {"cpu", "a CPU"},    {"cpus", 2},      {"isa", {{"vectors", "AVX2"}, {"products", {"int8"}}}},
      {"memory_mb", 8000}, {"version", "1"}, {"compiler", "GCC"}};
  return {"small",
          {{"model", "models/small"},
           {"rows", 7},
           {"input", "texts/dev.tsv"},
           {"sweep",
            {{"machine", machine},
             {"workers", 2},
             {"settings", OrderedJson::array({setting, setting})},
             {"batches", OrderedJson::array({{{"best", "32 texts"}}})}}}}};
}

class ReportFiles : public base::TemporaryDirectoryTest {
 protected:
  const fs::path report_ = directory_ / "report";
};

TEST_F(ReportFiles, HandOverTablesAndResults) {
  const std::vector<NamedResults> all{a_model()};
  write_report_files(report_, "A title", all, {.core_price = 0.5});
  const OrderedJson json = base::read_json(report_ / "report.json");
  EXPECT_EQ(json.at("title"), "A title");
  EXPECT_TRUE(json.at("opening").is_null()) << "a model alone opens with nothing";
  ASSERT_EQ(json.at("tables").size(), 2U);
  for (const OrderedJson& table : json.at("tables")) {
    EXPECT_EQ(table.at("rows")[0].size(), table.at("columns").size());
    const auto name = table.at("file").get<std::string>();
    EXPECT_NE(base::contents(report_ / "tables" / (name + ".csv")).find("small,"),
              std::string::npos);
  }
  ASSERT_EQ(json.at("measured").size(), 1U);
  EXPECT_EQ(json.at("measured")[0].at("name"), "small");
  EXPECT_EQ(base::Json(json.at("measured")[0].at("results")), base::Json(all[0].results));
}

TEST_F(ReportFiles, SayWhatWasMeasuredAndOnWhat) {
  std::vector<NamedResults> all{a_model(), a_model()};
  all[1].name = "on a task";
  all[1].results["task"] = "sst2";
  all[1].results["split"] = "dev";
  const OrderedJson summary = report_json("", all, {}, {}).at("summary");
  EXPECT_EQ(summary[0], "small: models/small on 7 texts of dev.tsv.");
  EXPECT_EQ(summary[1], "on a task: models/small on 7 texts of sst2 dev.");
  EXPECT_EQ(summary[2].get<std::string>().find("Measured on a CPU, 2 CPUs"), 0U);
}

TEST_F(ReportFiles, OfOtherResultsThereAreNone) {
  std::vector<NamedResults> all{a_model()};
  all[0].results["sweep"].erase("settings");
  try {
    write_report_files(report_, "", all, {});
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::kInvalidInput);
    EXPECT_NE(std::string(error.what()).find("settings"), std::string::npos) << error.what();
  }
  EXPECT_FALSE(fs::exists(report_));
}

}  // namespace
}  // namespace tango::evaluate
