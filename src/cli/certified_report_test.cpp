#include "cli/certified_report.h"

#include "base/expect_error_test.h"
#include "base/json.h"
#include "base/temporary_directory_test.h"
#include "certify/certificate.h"

namespace tango::cli {
namespace {

namespace fs = std::filesystem;
using CertifiedReport = base::TemporaryDirectoryTest;

certify::Certificate certificate() {
  certify::Certificate made;
  made.tango = "0.3.0";
  made.date = "2026-11-27";
  made.promise = {.keep = 0.9, .reference = certify::Reference::kAnswers};
  made.evidence.thresholds = {0.7F};
  made.evidence.answered = {0.75, 0.25};
  made.evidence.texts = 1000;
  made.evidence.units = 1000;
  made.evidence.losses = 12;
  made.evidence.classes = {{.label = "ham", .texts = 900, .losses = 9, .kept_at_least = 0.98},
                           {.label = "spam", .texts = 100, .losses = 13, .kept_at_least = 0.83}};
  made.evidence.frontier = {{.last_tier_reads = 0.5, .cost = 0.5, .kept = 1, .is_shown = true},
                            {.last_tier_reads = 0.26, .cost = 0.3, .kept = 0.99, .is_shown = true},
                            {.last_tier_reads = 0, .cost = 0.1, .kept = 0.8}};
  made.identity.models = {"0a", "0b"};
  made.identity.options = {{"tiers", {{{"threshold", 0.7}}, {{"precision", "int8"}}}}};
  made.data = "d1";
  made.decisions = "e1";
  made.attempts = {{"d1", "k1"}};
  return made;
}

TEST_F(CertifiedReport, SaysWhatIsPromisedAndWhatLooksWrong) {
  file("cascade.json", R"({"version": "1.0", "tiers": [
      {"model": ")" TANGO_SOURCE_DIR R"(/tests/golden/tiny-bert", "threshold": 0.7},
      {"endpoint": {"protocol": "ask", "labels": ["ham", "spam"]}}]})");
  base::expect_error(ErrorCode::kNotFound, {"certificate"},
                     [&] { (void)certified_report(directory_, "Mail"); });
  file("certificate.json", certify::to_json(certificate()).dump());
  file("suspects.tsv", "text\tanswer\tsuggested\tprobability\nwin money\tham\tspam\t0.99\n");
  const evaluate::TextReport report = certified_report(directory_, "Mail");
  EXPECT_EQ(report.title, "Mail");
  EXPECT_EQ(
      report.opening->sentence,
      "Of 100 texts like these, the small model answers 75 alone, and someone has to be asked "
      "about the other 25; then at least 90 % of all 100 answers are those that would have "
      "been given.");
  ASSERT_EQ(report.opening->numbers.size(), 4U);
  EXPECT_EQ(report.opening->numbers[3].value, "98.4 %") << "12 of 750, none of those asked about";
  ASSERT_EQ(report.opening->warnings.size(), 1U) << "ham keeps 99 %";
  EXPECT_NE(report.opening->warnings[0].find("100 texts whose given answer is \"spam\", 13 get"),
            std::string::npos);
  EXPECT_NE(report.explanation.find("such as \"ham\""), std::string::npos);
  EXPECT_NE(report.explanation.find("here 0.7000"), std::string::npos);
  EXPECT_EQ(report.certified["points"].size(), 4U);
  EXPECT_EQ(report.certified["points"][2]["deployed"], true);
  ASSERT_EQ(report.tables.size(), 3U);
  EXPECT_EQ(report.tables[0].rows[1],
            (std::vector<std::string>{"spam", "100", "87", "87.0 %", "83 %"}));
  EXPECT_EQ(report.tables[1].deployed, std::vector<std::size_t>{2});
  EXPECT_EQ(report.tables[1].rows[2], (std::vector<std::string>{"25.0 %", "98.8 %", "yes"}))
      << "the same share as above, not the nearest that was tried";
  EXPECT_EQ(report.tables[2].title, "Models disagree with 1 of the given answers");
  EXPECT_NE(report.tables[2].note.find("write the right one into the file of answers"),
            std::string::npos);
  EXPECT_EQ(report.tables[2].columns[2], "suggested answer");
  EXPECT_EQ(report.tables[2].rows[0],
            (std::vector<std::string>{"win money", "ham", "spam", "0.99"}));
}

}  // namespace
}  // namespace tango::cli
