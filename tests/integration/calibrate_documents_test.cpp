// tango calibrate --group: what reads certificates that rest on documents.
#include "base/json.h"
#include "program.h"

namespace tango::integration {
namespace {

using CalibrateDocuments = ProgramTest;

TEST_F(CalibrateDocuments, WithLabelsAndThreeTiersAreCertifiedReadAndChecked) {
  const auto rows = [&](int first, int count) {
    std::string text = "text\tlabel\tdoc\n";
    const std::vector<std::string> words{"good", "bad", "movie", "not", "dull", "great", "very"};
    for (int number = first; number < first + count; ++number) {
      for (int rest = number + 1; rest > 0; rest /= 7) text += words[rest % 7] + " ";
      text += (number % 3 == 0 ? "\tpositive\t" : "\tnegative\t");
      text += std::to_string(number / 4) + "\n";
    }
    return text;
  };
  (void)file("three/cascade.json", R"({"version": "1.0", "labels": ["negative", "positive"],
      "tiers": [{"model": ")" + model("bilstm") +
                                       R"(", "threshold": 0.7},
                {"model": ")" + model("bilstm") +
                                       R"(", "threshold": 0.6},
                {"model": ")" + model("bert") +
                                       R"("}]})");
  const std::string texts = file("in.tsv", rows(0, 3000));
  const std::string later = file("new.tsv", rows(3000, 3000));
  for (const std::string& cascade : {model("cascade"), path("three")}) {
    for (const bool labelled : {false, true}) {
      std::vector<std::string> words{"calibrate", "--cascade", cascade,    "--texts",
                                     texts,       "--keep",    "0.7",      "--group",
                                     "doc",       "--output",  path("out")};
      if (cascade == path("three")) words.insert(words.end(), {"--tier-ms", "1,2,10"});
      if (labelled) words.insert(words.end(), {"--label", "label"});
      const Result made = run(words);
      ASSERT_EQ(made.status, 0) << made.err;
      EXPECT_NE(made.out.find(" groups of at most 4 showed"), std::string::npos) << made.out;
      const base::Json evidence = base::read_json(path("out/certificate.json"))["evidence"];
      EXPECT_EQ(evidence.contains("lost"), labelled);
      EXPECT_EQ(evidence["independent"].get<int>() * 4, evidence["texts"].get<int>());
      const std::string inspected = run({"inspect", path("out")}).out;
      EXPECT_NE(inspected.find(labelled ? "70 % of the last tier's accuracy"
                                        : "70 % of the last tier's answers"),
                std::string::npos)
          << inspected;
      const Result again = run({"calibrate", "--cascade", path("out"), "--recheck"});
      EXPECT_NE(again.out.find("The certificate stands"), std::string::npos) << again.err;
      std::vector<std::string> check{"calibrate", "--cascade", path("out"), "--check", later};
      EXPECT_NE(run(check).out.find("70 %"), std::string::npos) << run(check).err;
      check.back() = file("ungrouped.tsv", "text\tlabel\ngood\tpositive\nbad\tnegative\n");
      EXPECT_NE(run(check).err.find("\"doc\""), std::string::npos)
          << "groups are the certificate's: " << run(check).err;
    }
  }
}

}  // namespace
}  // namespace tango::integration
