#include "cascade/answer_format.h"

#include <limits>

#include <gtest/gtest.h>

#include <tango/error.h>

#include "base/expect_error_test.h"
#include "base/json.h"

namespace tango::cascade {
namespace {

using checkpoint::Labels;
using checkpoint::ProblemType;

Answer sure_positive() {
  Answer answer;
  answer.tier = 2;
  answer.label = 1;
  answer.score = 0.75F;
  answer.scores = {0.25F, 0.75F};
  return answer;
}

std::string line_of(const Labels& labels, AnswerFormat format, bool scores, const Answer& answer) {
  std::string line = "something before";
  AnswerFormatter(labels, format, scores)
      .format(format == AnswerFormat::kJsonLines ? "\"id\": 7" : "7", answer, line);
  return line;
}

const Labels sentiment{{"negative", "positive"}, ProblemType::kSingleLabelClassification};

TEST(AnswerFormatter, SingleLabelIsTheContract) {
  EXPECT_EQ(line_of(sentiment, AnswerFormat::kJsonLines, false, sure_positive()),
            "{\"id\": 7, \"label\": \"positive\", \"score\": 0.75, \"tier\": 2, \"truncated\": "
            "false}\n");
  EXPECT_EQ(line_of(sentiment, AnswerFormat::kJsonLines, true, sure_positive()),
            "{\"id\": 7, \"label\": \"positive\", \"score\": 0.75, \"tier\": 2, \"scores\": "
            "{\"negative\": 0.25, \"positive\": 0.75}, \"truncated\": false}\n");
  Answer early = sure_positive();
  early.cut_short = true;
  EXPECT_NE(line_of(sentiment, AnswerFormat::kJsonLines, false, early)
                .find("\"truncated\": false, \"cut_short\": true}\n"),
            std::string::npos);
}

TEST(AnswerFormatter, SaysWhereSomeoneIsToBeAsked) {
  Answer unsure = sure_positive();
  unsure.ask = true;
  EXPECT_NE(line_of(sentiment, AnswerFormat::kJsonLines, false, unsure)
                .find("\"truncated\": false, \"ask\": true}\n"),
            std::string::npos);
  const AnswerFormatter table(sentiment, AnswerFormat::kCsv, false, true);
  EXPECT_EQ(table.header(), "id,label,score,tier,truncated,ask\n");
  std::string line;
  table.format("7", unsure, line);
  EXPECT_EQ(line, "7,positive,0.75,2,false,true\n");
}

TEST(AnswerFormatter, FormatsByName) {
  EXPECT_EQ(parse_answer_format("jsonl"), AnswerFormat::kJsonLines);
  EXPECT_EQ(parse_answer_format("tsv"), AnswerFormat::kTsv);
  EXPECT_EQ(parse_answer_format("csv"), AnswerFormat::kCsv);
  EXPECT_THROW((void)parse_answer_format("xml"), Error);
}

TEST(AnswerFormatter, FormatsByTheOutputsExtension) {
  EXPECT_EQ(answer_format_of("a/out.TSV"), AnswerFormat::kTsv);
  EXPECT_EQ(answer_format_of("out.csv"), AnswerFormat::kCsv);
  for (const char* other : {"", "-", "out", "out.txt", "out.jsonl", "out.parquet"}) {
    EXPECT_EQ(answer_format_of(other), AnswerFormat::kJsonLines) << other;
  }
  base::expect_error(ErrorCode::kUsage, {"out.csv.gz: answers are not compressed"},
                     [] { (void)answer_format_of("out.csv.gz"); });
}

TEST(AnswerFormatter, CsvQuotesWhatItMust) {
  const Labels labels{{"plain", "a, \"b\"\nc"}, ProblemType::kSingleLabelClassification};
  EXPECT_EQ(line_of(labels, AnswerFormat::kCsv, true, sure_positive()),
            "7,\"a, \"\"b\"\"\nc\",0.75,2,false,0.25,0.75\n");
  EXPECT_EQ(AnswerFormatter(labels, AnswerFormat::kCsv, true).header(),
            "id,label,score,tier,truncated,score plain,\"score a, \"\"b\"\"\nc\"\n");
  const Labels several{{"a", "b"}, ProblemType::kMultiLabelClassification};
  Answer answer = sure_positive();
  answer.labels = {0, 1};
  EXPECT_EQ(line_of(several, AnswerFormat::kCsv, false, answer), "7,\"a,b\",0.75,2,false\n");
}

TEST(AnswerFormatter, ErrorsHaveAllColumns) {
  std::string line;
  AnswerFormatter(sentiment, AnswerFormat::kCsv, true).format_error("7,x", "a \"b\"", line);
  EXPECT_EQ(line, "7,x,\"error: a \"\"b\"\"\",,,,,\n");
  AnswerFormatter(sentiment, AnswerFormat::kJsonLines, true)
      .format_error("\"id\": 7", "a \"b\"", line);
  EXPECT_EQ(line, "{\"id\": 7, \"error\": \"a \\\"b\\\"\"}\n");
}

TEST(AnswerFormatter, TsvHasAHeaderWithTheSameColumns) {
  const AnswerFormatter formatter(sentiment, AnswerFormat::kTsv, true);
  EXPECT_EQ(formatter.header(),
            "id\tlabel\tscore\ttier\ttruncated\tscore negative\tscore positive\n");
  EXPECT_EQ(line_of(sentiment, AnswerFormat::kTsv, true, sure_positive()),
            "7\tpositive\t0.75\t2\tfalse\t0.25\t0.75\n");
  EXPECT_EQ(AnswerFormatter(sentiment, AnswerFormat::kJsonLines, true).header(), "");
}

TEST(AnswerFormatter, SeveralLabels) {
  const Labels labels{{"a", "b", "c"}, ProblemType::kMultiLabelClassification};
  Answer answer;
  answer.tier = 1;
  answer.labels = {0, 2};
  answer.score = 0.5F;
  answer.scores = {0.75F, 0.5F, 1};
  EXPECT_EQ(line_of(labels, AnswerFormat::kJsonLines, true, answer),
            "{\"id\": 7, \"labels\": [\"a\", \"c\"], \"score\": 0.5, \"tier\": 1, \"scores\": "
            "{\"a\": 0.75, \"b\": 0.5, \"c\": 1.0}, \"truncated\": false}\n");
  EXPECT_EQ(line_of(labels, AnswerFormat::kTsv, false, answer), "7\ta,c\t0.5\t1\tfalse\n");
  answer.labels.clear();
  EXPECT_EQ(line_of(labels, AnswerFormat::kTsv, false, answer), "7\t\t0.5\t1\tfalse\n");
}

TEST(AnswerFormatter, Regression) {
  const Labels one{{"LABEL_0"}, ProblemType::kRegression};
  Answer answer;
  answer.tier = 1;
  answer.scores = {2.5F};
  EXPECT_EQ(line_of(one, AnswerFormat::kJsonLines, true, answer),
            "{\"id\": 7, \"value\": 2.5, \"tier\": 1, \"truncated\": false}\n");
  EXPECT_EQ(AnswerFormatter(one, AnswerFormat::kTsv, true).header(),
            "id\tvalue\ttier\ttruncated\n");
  EXPECT_EQ(line_of(one, AnswerFormat::kTsv, true, answer), "7\t2.5\t1\tfalse\n");
  const Labels two{{"x", "y"}, ProblemType::kRegression};
  answer.scores = {2.5F, -1};
  EXPECT_EQ(line_of(two, AnswerFormat::kJsonLines, false, answer),
            "{\"id\": 7, \"values\": {\"x\": 2.5, \"y\": -1.0}, \"tier\": 1, \"truncated\": "
            "false}\n");
}

TEST(AnswerFormatter, HostileLabelNamesStayOneLineOfValidJson) {
  const Labels labels{{"a\t\"b\"\n\xFF", "c"}, ProblemType::kSingleLabelClassification};
  Answer answer = sure_positive();
  answer.label = 0;
  const std::string json = line_of(labels, AnswerFormat::kJsonLines, true, answer);
  EXPECT_EQ(json.find('\n'), json.size() - 1);
  EXPECT_EQ(base::parse_json(json, "line").at("label"), "a\t\"b\"\n\uFFFD");
  EXPECT_EQ(line_of(labels, AnswerFormat::kTsv, false, answer),
            "7\ta \"b\" \xFF\t0.75\t2\tfalse\n");
}

TEST(AnswerFormatter, ScoresReadBackExactlyAndNanIsNull) {
  Answer answer = sure_positive();
  answer.score = std::numeric_limits<float>::quiet_NaN();
  answer.scores = {1e-30F, 0.1F};
  const base::Json json =
      base::parse_json(line_of(sentiment, AnswerFormat::kJsonLines, true, answer), "line");
  EXPECT_TRUE(json.at("score").is_null());
  EXPECT_EQ(json.at("scores").at("negative").get<float>(), 1e-30F);
  EXPECT_EQ(json.at("scores").at("positive").get<float>(), 0.1F);
}

TEST(AnswerFormatter, QuestionAnswering) {
  const Labels spans{{"start", "end"}, ProblemType::kSpan};
  Answer answer;
  answer.tier = 1;
  answer.score = 0.5F;
  answer.spans = {{"a \"b\"\tc", 3, 8, 0.5F}, {"b", 5, 6, 0.25F}};
  EXPECT_EQ(
      line_of(spans, AnswerFormat::kJsonLines, false, answer),
      "{\"id\": 7, \"answer\": \"a \\\"b\\\"\\tc\", \"start\": 3, \"end\": 8, \"score\": 0.5, "
      "\"tier\": 1, \"truncated\": false}\n");
  const base::Json all = base::Json::parse(line_of(spans, AnswerFormat::kJsonLines, true, answer));
  EXPECT_EQ(all.at("answers").at(1),
            base::Json({{"answer", "b"}, {"start", 5}, {"end", 6}, {"score", 0.25}}));
  EXPECT_EQ(AnswerFormatter(spans, AnswerFormat::kTsv, true).header(),
            "id\tanswer\tstart\tend\tscore\ttier\ttruncated\n");
  EXPECT_EQ(line_of(spans, AnswerFormat::kTsv, true, answer),
            "7\ta \"b\" c\t3\t8\t0.5\t1\tfalse\n");
  answer.spans.clear();
  EXPECT_EQ(base::Json::parse(line_of(spans, AnswerFormat::kJsonLines, false, answer)).at("answer"),
            "");
}

}  // namespace
}  // namespace tango::cascade
