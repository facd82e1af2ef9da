// tango calibrate: thresholds with a certificate, and what reads it.
#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <sstream>

#include "base/json.h"
#include "program.h"

namespace tango::integration {
namespace {

class Calibrate : public ProgramTest {
 protected:
  /// Texts of 1 … 6 words, no two the same.
  static std::string texts_of(int first, int count) {
    const std::vector<std::string> words{"good", "bad", "movie", "not", "dull", "great", "very"};
    std::string text;
    for (int i = first; i < first + count; ++i) {
      for (int rest = i + 1; rest > 0; rest /= 7) text += words[rest % 7] + " ";
      text += "\n";
    }
    return text;
  }

  [[nodiscard]] Result calibrate(std::vector<std::string> more) const {
    more.insert(more.begin(), {"calibrate", "--cascade", model("cascade")});
    return run(more);
  }

  [[nodiscard]] Result calibrated(const std::string& texts, const std::string& keep) const {
    return calibrate({"--texts", texts, "--keep", keep, "--output", path("out")});
  }
};

TEST_F(Calibrate, WritesThresholdsAndACertificateThatEveryReaderKnows) {
  const Result made = calibrated(file("in.txt", texts_of(0, 1500)), "0.8");
  ASSERT_EQ(made.status, 0) << made.err;
  EXPECT_NE(made.out.find("at least 80 % of the last tier's answers"), std::string::npos)
      << made.out;
  const base::Json certificate = base::read_json(path("out/certificate.json"));
  const base::Json cascade = base::read_json(path("out/cascade.json"));
  EXPECT_EQ(certificate["evidence"]["thresholds"][0], cascade["tiers"][0]["threshold"]);
  EXPECT_EQ(certificate["evidence"]["texts"], 1500);
  EXPECT_EQ(certificate["attempts"].size(), 1U);

  const std::string inspected = run({"inspect", path("out")}).out;
  EXPECT_NE(inspected.find("certificate: On 20"), std::string::npos) << inspected;
  EXPECT_NE(inspected.find("last tier reads | cost"), std::string::npos) << "the picture";

  const std::string other = file("other.txt", "good movie\n");
  EXPECT_EQ(run({"classify", "--cascade", path("out"), other, "--quiet"}).err, "");
  const Result changed =
      run({"classify", "--cascade", path("out"), other, "--quiet", "--threshold", "0.1"});
  EXPECT_EQ(changed.status, 0);
  EXPECT_NE(changed.err.find("is void: tier 1's threshold is 0.1"), std::string::npos)
      << changed.err;

  const auto at_output = [&](std::vector<std::string> more) {
    more.insert(more.begin(), {"calibrate", "--cascade", path("out")});
    return run(more);
  };
  EXPECT_NE(at_output({"--recheck"}).out.find("The certificate stands"), std::string::npos);
  const Result checked = at_output({"--check", file("new.txt", texts_of(1500, 1500))});
  EXPECT_NE(checked.out.find("80 % is promised"), std::string::npos) << checked.err;
  EXPECT_EQ(at_output({"--check", path("in.txt")}).status, 4) << "its own texts tell nothing";

  const Result again =
      at_output({"--texts", path("in.txt"), "--keep", "0.75", "--output", path("again")});
  EXPECT_NE(again.out.find("attempt 2 on the same texts or half"), std::string::npos) << again.out;
}

TEST_F(Calibrate, ACheckLeavesOutWhatCertified) {
  const std::string texts = texts_of(0, 1500);
  ASSERT_EQ(calibrated(file("in.txt", texts), "0.8").status, 0);
  const auto check = [&](const std::string& name, std::vector<std::string> more = {}) {
    more.insert(more.begin(), {"calibrate", "--cascade", path("out"), "--check", path(name)});
    return run(more);
  };
  (void)file("cut.txt", texts.substr(texts.find('\n') + 1));
  const Result cut = check("cut.txt");
  EXPECT_EQ(cut.status, 4) << cut.out;
  EXPECT_NE(cut.err.find("made of these 1499 texts"), std::string::npos) << cut.err;
  (void)file("mixed.txt", texts_of(1490, 1500));
  const Result mixed = check("mixed.txt");
  EXPECT_NE(mixed.out.find("10 of 1500 texts are left out"), std::string::npos) << mixed.out;
  EXPECT_NE(mixed.out.find("of 1490 texts keep"), std::string::npos) << mixed.out;

  const std::string known = file("known.txt", texts_of(2000, 1));
  EXPECT_NE(check("mixed.txt", {"--training-texts", known}).err.find("1 of the 1490 texts"),
            std::string::npos);
  for (const auto& ignored : std::vector<std::vector<std::string>>{{"--keep", "0.9"},
                                                                   {"--output", path("new")},
                                                                   {"--texts", known},
                                                                   {"--budget", "0.5"},
                                                                   {"--per-class"}}) {
    const Result refused = check("mixed.txt", ignored);
    EXPECT_EQ(refused.status, 2) << ignored.front();
    EXPECT_NE(refused.err.find(ignored.front() + " and --check exclude"), std::string::npos)
        << refused.err;
  }
  (void)file("in.txt", "other texts\n");
  const Result unknown = check("cut.txt");
  EXPECT_NE(unknown.out.find("can't be known"), std::string::npos) << unknown.err;
}

TEST_F(Calibrate, AttemptsAreCountedWhereverTheyWentAndHoweverTheyEnded) {
  const RunOptions remembering{.environment = {{"TANGO_CACHE", path("cache")}}};
  const std::string texts = texts_of(0, 1500);
  const auto attempts = [&](const std::string& name, const std::string& content,
                            const std::string& keep, std::vector<std::string> more = {}) {
    more.insert(more.begin(),
                {"calibrate", "--cascade", model("cascade"), "--texts", file(name, content),
                 "--keep", keep, "--output", path("out-" + name)});
    const Result made = run(more, remembering);
    if (made.status != 0) return std::size_t{0};
    return base::read_json(path("out-" + name + "/certificate.json"))["attempts"].size();
  };
  EXPECT_EQ(attempts("refused.txt", texts, "0.9999"), 0U) << "too few texts, whatever they answer";
  EXPECT_EQ(attempts("1.txt", texts, "0.8"), 1U);
  EXPECT_EQ(attempts("again.txt", texts, "0.8"), 1U) << "the same again";
  EXPECT_EQ(attempts("2.txt", texts, "0.75"), 2U) << "into another directory";
  EXPECT_EQ(attempts("3.txt", texts + "one more\n", "0.75"), 3U);
  std::string reversed;
  std::istringstream lines(texts);
  for (std::string line; std::getline(lines, line);) reversed.insert(0, line + "\n");
  EXPECT_EQ(attempts("4.txt", reversed, "0.75"), 4U);
  std::string answers;
  for (int i = 0; i < 1500; ++i) answers += i % 2 == 0 ? "negative\n" : "positive\n";
  const std::string reference = file("answers.txt", answers);
  EXPECT_EQ(attempts("refused.txt", texts, "0.9", {"--reference", reference}), 0U);
  EXPECT_EQ(attempts("6.txt", texts, "0.7"), 6U) << "what was refused counts";
  EXPECT_EQ(attempts("new.txt", texts_of(1500, 1500), "0.8"), 1U);
}

TEST_F(Calibrate, AChangedThresholdIsVoid) {
  ASSERT_EQ(calibrated(file("in.txt", texts_of(0, 1500)), "0.8").status, 0);
  base::Json cascade = base::read_json(path("out/cascade.json"));
  cascade["tiers"][0]["threshold"] = 0;
  (void)file("out/cascade.json", cascade.dump());
  EXPECT_NE(run({"inspect", path("out")}).out.find("certificate: void: tier 1's threshold"),
            std::string::npos);
  const Result recheck = run({"calibrate", "--cascade", path("out"), "--recheck"});
  EXPECT_EQ(recheck.status, 1);
  EXPECT_NE(recheck.out.find("The certificate is void"), std::string::npos) << recheck.out;
}

TEST_F(Calibrate, BadInputGetsAClearAnswer) {
  const std::string few = file("few.txt", texts_of(0, 100));
  const auto expect_fault = [&](const std::vector<std::string>& more, int status,
                                const std::string& part) {
    const Result result = calibrate(more);
    EXPECT_EQ(result.status, status) << result.err;
    EXPECT_NE(result.err.find(part), std::string::npos) << result.err;
  };
  expect_fault({"--texts", few, "--keep", "98"}, 2, "did you mean 0.98?");
  expect_fault({"--texts", few, "--keep", "1"}, 2, "no sample of texts");
  expect_fault({"--texts", few, "--output", path("out")}, 4, "at least 149");
  expect_fault({"--texts", few, "--keep-class", "neutral=0.9"}, 2, "no class \"neutral\"");
  expect_fault({"--texts", few, "--training-texts", few}, 4, "training texts");
  expect_fault({"--texts", few, "--training-texts", "-"}, 2, "not from standard input");
  expect_fault({"--texts", few, "--training-texts", file("empty.txt", "")}, 4, "no training texts");
  expect_fault({"--texts", "-"}, 2, "standard input");
  expect_fault({"--texts", file("equal.txt", "good\ngood\n")}, 4, "are equal");
  expect_fault({"--texts", file("blank.txt", "\n\n\n")}, 4, "only empty lines");
  expect_fault({}, 2, "--texts");
  expect_fault({"--recheck"}, 3, "certificate.json");
  EXPECT_FALSE(std::filesystem::exists(path("out"))) << "nothing is written";
}

TEST_F(Calibrate, ACostGetsWhatIsKeptAtIt) {
  const std::string texts = file("in.txt", texts_of(0, 1500));
  const Result made = calibrate({"--texts", texts, "--budget", "0.5", "--output", path("out")});
  ASSERT_EQ(made.status, 0) << made.err;
  const base::Json certificate = base::read_json(path("out/certificate.json"));
  EXPECT_EQ(certificate["promise"]["at"]["budget"], 0.5);
  EXPECT_NEAR(certificate["evidence"]["answered"][1], 0.5, 0.1);
  EXPECT_LE(certificate["promise"]["keep"], certificate["evidence"]["kept_at_least"]);
  EXPECT_NE(made.out.find("the last tier reads"), std::string::npos) << made.out;
  EXPECT_EQ(calibrate({"--texts", texts, "--budget", "0.5", "--keep", "0.9"}).status, 2);
  EXPECT_EQ(calibrate({"--texts", texts, "--speedup", "1"}).status, 2);
  const Result fast = calibrate({"--texts", texts, "--latency-ms", "0.0001"});
  EXPECT_EQ(fast.status, 4);
  EXPECT_NE(fast.err.find("no thresholds are that fast"), std::string::npos) << fast.err;
}

TEST_F(Calibrate, AMetricIsEstimatedBesideThePromise) {
  std::string rows = "text\tlabel\n";
  std::istringstream lines(texts_of(0, 1500));
  for (std::string line; std::getline(lines, line);) {
    rows += line + (rows.size() % 3 == 0 ? "\tpositive\n" : "\tnegative\n");
  }
  const std::string texts = file("in.tsv", rows);
  const Result made = calibrate({"--texts", texts, "--keep", "0.8", "--label", "label", "--metric",
                                 "mcc", "--output", path("out")});
  ASSERT_EQ(made.status, 0) << made.err;
  EXPECT_NE(made.out.find("Estimated and not promised"), std::string::npos) << made.out;
  EXPECT_NE(made.out.find("of the last tier's answers on texts"), std::string::npos) << made.out;
  EXPECT_EQ(run({"calibrate", "--cascade", path("out"), "--recheck"}).status, 0);
  EXPECT_EQ(calibrate({"--texts", texts, "--metric", "mcc"}).status, 2) << "no labels";
}

TEST_F(Calibrate, AGivenSpeedSaysWhatIsReached) {
  const std::string texts = file("in.txt", texts_of(0, 1500));
  const Result fast = calibrate(
      {"--texts", texts, "--speedup", "2", "--tier-ms", "1,10", "--output", path("fast")});
  ASSERT_EQ(fast.status, 0) << fast.err;
  EXPECT_NE(fast.out.find("times as fast as the last tier alone."), std::string::npos) << fast.out;
  const Result soon = calibrate(
      {"--texts", texts, "--latency-ms", "5", "--tier-ms", "1,10", "--output", path("soon")});
  ASSERT_EQ(soon.status, 0) << soon.err;
  EXPECT_NE(soon.out.find("and not 10 ms."), std::string::npos) << soon.out;
  EXPECT_EQ(calibrate({"--texts", texts, "--speedup", "2", "--tier-ms", "1"}).status, 2);
}

TEST_F(Calibrate, ALearnedScoreIsWrittenAndReadByEveryCommand) {
  const std::string texts = file("in.txt", texts_of(0, 1500));
  const Result made = calibrate(
      {"--texts", texts, "--keep", "0.7", "--confidence", "learned", "--output", path("out")});
  ASSERT_EQ(made.status, 0) << made.err;
  ASSERT_NE(made.out.find("learned score is used"), std::string::npos) << made.out;
  base::Json cascade = base::read_json(path("out/cascade.json"));
  EXPECT_EQ(cascade["confidence"], "learned");
  ASSERT_TRUE(cascade["tiers"][0].contains("learned_score"));
  EXPECT_NE(run({"inspect", path("out")}).out.find("learned_score:"), std::string::npos);
  EXPECT_EQ(run({"calibrate", "--cascade", path("out"), "--recheck"}).status, 0);
  const auto answers = [&](const std::string& batch) {
    return run({"classify", "--cascade", path("out"), texts, "--quiet", "--batch", batch,
                "--workers", "1"});
  };
  const Result one = answers("1");
  EXPECT_EQ(one.err, "") << "the certificate stands";
  EXPECT_EQ(one.out, answers("32").out);
  const Result plain =
      run({"classify", "--cascade", path("out"), texts, "--quiet", "--confidence", "margin"});
  EXPECT_NE(plain.err.find("is void: the kind of confidence is margin"), std::string::npos);

  const auto once_more = [&](std::vector<std::string> more) {
    more.insert(more.begin(),
                {"calibrate", "--cascade", path("out"), "--keep", "0.7", "--output", path("more")});
    return run(more);
  };
  const Result known = once_more({"--texts", texts});
  EXPECT_EQ(known.status, 4) << "its own texts do not certify a score";
  EXPECT_NE(known.err.find("learned score was fitted on, such as"), std::string::npos) << known.err;
  const std::string others = file("others.txt", texts_of(1500, 1500));
  EXPECT_EQ(once_more({"--texts", others}).status, 0);
  EXPECT_EQ(base::read_json(path("more/cascade.json"))["learned_from"], cascade["learned_from"]);
  const Result checked = run({"calibrate", "--cascade", path("more"), "--check", texts});
  EXPECT_EQ(checked.status, 4) << "nor do they check it";
  EXPECT_NE(checked.err.find("was fitted on, such as"), std::string::npos) << checked.err;
  EXPECT_EQ(once_more({"--texts", texts, "--confidence", "learned"}).status, 0);
  EXPECT_EQ(once_more({"--texts", texts, "--confidence", "margin"}).status, 0);

  cascade["tiers"][0]["learned_score"]["margin"] = 3;
  (void)file("out/cascade.json", cascade.dump());
  EXPECT_NE(run({"inspect", path("out")}).out.find("tier 1's learned score is another"),
            std::string::npos);
  EXPECT_EQ(
      run({"classify", "--cascade", model("cascade"), texts, "--confidence", "learned"}).status, 2);
}

TEST_F(Calibrate, AnotherReferenceThanTheLastTier) {
  const std::string texts = file("in.txt", texts_of(0, 1500));
  const Result precise = calibrate({"--texts", texts, "--keep", "0.8", "--reference-precision",
                                    "fp32", "--tier-ms", "1,10", "--output", path("out")});
  ASSERT_EQ(precise.status, 0) << precise.err;
  EXPECT_NE(precise.out.find("otherwise than in fp32"), std::string::npos) << precise.out;
  EXPECT_EQ(run({"calibrate", "--cascade", path("out"), "--recheck"}).status, 0);

  std::string answers;
  for (int i = 0; i < 1500; ++i) answers += i % 2 == 0 ? "negative\n" : "positive\n";
  const Result made = calibrate({"--texts", texts, "--keep", "0.9", "--reference",
                                 file("answers.txt", answers), "--output", path("never")});
  EXPECT_EQ(made.status, 4) << "half of the last tier's answers are others";
  EXPECT_NE(made.err.find("cannot be certified"), std::string::npos) << made.err;
  EXPECT_EQ(calibrate({"--texts", texts, "--reference-precision", "auto"}).status, 2);
}

TEST_F(Calibrate, AStreamIsAudited) {
  ASSERT_EQ(calibrated(file("in.txt", texts_of(0, 1500)), "0.8").status, 0);
  const std::string texts = file("new.txt", texts_of(1500, 1500));
  const auto audited = [&](std::vector<std::string> more) {
    more.insert(more.begin(), {"classify", "--cascade", path("out"), texts, "--audit",
                               path("watch.json"), "--audit-rate", "0.2"});
    return run(more);
  };
  const Result first = audited({});
  ASSERT_EQ(first.status, 0) << first.err;
  EXPECT_EQ(std::count(first.out.begin(), first.out.end(), '\n'), 1500);
  EXPECT_NE(first.err.find("1500 texts, "), std::string::npos) << first.err;
  EXPECT_EQ(base::read_json(path("watch.json"))["texts"], 1500);
  EXPECT_NE(audited({}).err.find("3000 texts, "), std::string::npos) << "it goes on";
  EXPECT_EQ(audited({"--threshold", "0.5"}).status, 2);
  EXPECT_EQ(
      run({"classify", "--cascade", model("cascade"), texts, "--audit", path("w.json")}).status, 3)
      << "there is no promise";
}

TEST_F(Calibrate, AStoppedAuditGoesOn) {
  ASSERT_EQ(calibrated(file("in.txt", texts_of(0, 1500)), "0.8").status, 0);
  const std::vector<std::string> command{"classify", "--cascade",        path("out"),
                                         "--audit",  path("watch.json"), "--audit-rate",
                                         "1",        "--quiet"};
  std::int64_t texts = 0;
  for (const int signal : {SIGTERM, SIGINT}) {
    RunningProgram program(command);
    program.write(texts_of(1500, 5));
    for (int line = 0; line < 5; ++line) (void)program.read_line();
    program.signal(signal);  // while the next text is awaited
    EXPECT_EQ(program.wait(), 128 + signal);
    texts += 5;
    ASSERT_TRUE(std::filesystem::exists(path("watch.json")));
    EXPECT_EQ(base::read_json(path("watch.json"))["texts"], texts);
  }
  EXPECT_EQ(run(command, {.input = "good\n"}).status, 0);
  EXPECT_EQ(base::read_json(path("watch.json"))["texts"], texts + 1);
}

TEST_F(Calibrate, OneFileOnceReadsPartOfIt) {
  const std::string texts = file("in.txt", texts_of(0, 3000));
  const Result result = run({"classify", "--cascade", model("cascade"), texts, "--keep", "0.8"});
  ASSERT_EQ(result.status, 0) << result.err;
  EXPECT_EQ(std::count(result.out.begin(), result.out.end(), '\n'), 3000);
  EXPECT_NE(result.err.find("at least 80 % of this file's answers"), std::string::npos);
  EXPECT_EQ(run({"classify", "--cascade", model("cascade"), texts, "--keep", "0.8"}).out,
            result.out);
  EXPECT_EQ(run({"classify", "--cascade", model("cascade"), "--keep", "0.8"}).status, 2);
  const std::vector<std::string> quiet{"classify", "--cascade", model("cascade"), "--keep", "0.8",
                                       "--seed",   "7",         "--quiet"};
  std::vector<std::string> to_file = quiet;
  to_file.insert(to_file.end(), {texts, "--output", path("answers.jsonl")});
  ASSERT_EQ(run(to_file).status, 0);
  const base::Json promise = base::read_json(path("answers.jsonl.promise.json"));
  EXPECT_EQ(promise["seed"], 7);
  EXPECT_EQ(promise["keep"], 0.8);
  EXPECT_EQ(promise["texts"], 3000);
  std::vector<std::string> of_nothing = quiet;
  of_nothing.insert(of_nothing.end(), {file("empty.txt", ""), "--output", path("no.jsonl")});
  const Result none = run(of_nothing);
  EXPECT_EQ(none.status, 0);
  EXPECT_NE(none.err.find("no answer and no promise"), std::string::npos) << none.err;
  EXPECT_FALSE(std::filesystem::exists(path("no.jsonl.promise.json")));
  EXPECT_EQ(run({"classify", "--cascade", model("cascade"), texts, "--keep", "98"}).status, 2);
}

TEST_F(Calibrate, AShippedCascadeIsCertifiedWithAndWithoutLabels) {
  const char* data = std::getenv("TANGO_DATA");
  if (data == nullptr) GTEST_SKIP() << "TANGO_DATA is not set";
  RunOptions options{.environment = {{"TANGO_PRECISION", "auto"}}};
  if (const char* store = std::getenv("TANGO_MODELS")) {
    options.environment.emplace_back("TANGO_MODELS", store);
  }
  const std::vector<std::string> command{"calibrate",
                                         "--cascade",
                                         std::string(TANGO_SOURCE_DIR) + "/models/sst2",
                                         "--texts",
                                         std::string(data) + "/sst2/dev.tsv",
                                         "--keep",
                                         "0.95",
                                         "--output",
                                         path("out")};
  const Result free = run(command, options);
  if (free.status == 3) GTEST_SKIP() << free.err;  // the data, or the base of an adapter
  ASSERT_EQ(free.status, 0) << free.err;
  const base::Json certificate = base::read_json(path("out/certificate.json"));
  EXPECT_LT(certificate["evidence"]["answered"][1], 0.5) << "tier 1 is worth having";
  EXPECT_GT(certificate["evidence"]["classes"][0]["kept_at_least"], 0.85);

  std::vector<std::string> with_labels = command;
  with_labels.insert(with_labels.end(), {"--label", "label"});
  const Result labelled = run(with_labels, options);
  EXPECT_EQ(labelled.status, 0) << labelled.err;
  EXPECT_NE(labelled.out.find("95 % of the last tier's accuracy"), std::string::npos);
}

}  // namespace
}  // namespace tango::integration
