#include "certify/certificate.h"

#include <gtest/gtest.h>

#include "base/expect_error_test.h"
#include "base/temporary_directory_test.h"

namespace tango::certify {
namespace {

Certificate example() {
  Certificate certificate;
  certificate.tango = "0.1.0";
  certificate.date = "2026-11-26";
  certificate.promise = {
      .keep = 0.98, .confidence_level = 0.95, .floors = {{"spam", 0.95}}, .labelled = false};
  certificate.evidence.thresholds = {0.7F};
  certificate.evidence.answered = {0.75, 0.25};
  certificate.evidence.texts = 1000;
  certificate.evidence.units = 990;
  certificate.evidence.losses = 12;
  certificate.evidence.classes = {
      {.label = "ham", .promised = {}, .texts = 900, .losses = 9, .kept_at_least = 0.9812},
      {.label = "spam", .promised = 0.95, .texts = 100, .losses = 1, .kept_at_least = 0.83}};
  certificate.identity.models = {"0a", "0b"};
  certificate.identity.options = {
      {"confidence", "margin"},
      {"tiers", {{{"threshold", 0.7}, {"precision", "int8"}}, {{"precision", "int8"}}}}};
  certificate.file = "mail.tsv";
  certificate.reading.columns.text = "body";
  certificate.data = "h1";
  certificate.texts = "d1";
  certificate.decisions = "e1";
  certificate.attempts = {{"d0", "k0"}, {"d1", "k1"}};
  return certificate;
}

TEST(Certificate, IsReadAsItWasWritten) {
  const base::Json json = to_json(example());
  const Certificate read = certificate_of(json, "certificate.json");
  EXPECT_EQ(to_json(read), json);
  EXPECT_EQ(read.evidence.thresholds, std::vector<cascade::Threshold>{0.7F});
  EXPECT_EQ(read.reading.columns.text, "body");
  EXPECT_EQ(read.attempts_on_data(), 1);
}

TEST(Certificate, HasEachFieldOnce) {
  const base::TemporaryDirectory directory;
  directory.write("certificate.json", R"({"version": "1.0", "version": "1.1"})");
  base::expect_error(ErrorCode::kInvalidModel, {"certificate.json: \"version\" stands twice"},
                     [&] { (void)read_certificate(directory.path()); });
}

TEST(Certificate, ThresholdsOfClassesAreAList) {
  Certificate certificate = example();
  certificate.evidence.thresholds = {cascade::Threshold(std::vector{0.7F, 1.0F})};
  base::Json json = to_json(certificate);
  EXPECT_EQ(json["evidence"]["thresholds"].dump(), "[[0.7,1.0]]");
  EXPECT_EQ(certificate_of(json, "").evidence.thresholds, certificate.evidence.thresholds);
  EXPECT_NE(summary_of(certificate).find("threshold 0.7 of \"ham\", 1 of \"spam\""),
            std::string::npos);
  json["evidence"]["thresholds"] = {{0.7}};
  base::expect_error(ErrorCode::kInvalidModel, {"one number per class"},
                     [&] { (void)certificate_of(json, ""); });
}

TEST(Certificate, SaysInTwoSentencesWhatIsPromised) {
  Certificate certificate = example();
  const std::string text = in_two_sentences(certificate);
  EXPECT_EQ(text,
            "On 2026-11-26, 1000 texts showed with 95 % confidence that the cascade keeps at least "
            "98 % of the last tier's answers on texts like these, while the last tier reads 25 % "
            "of them; by class it keeps at least 98.1 % of \"ham\", 95 % of \"spam\". It "
            "promises nothing about texts of another kind, or after models or options change.");
  certificate.attempts.push_back({"d1", "k2"});
  EXPECT_NE(
      in_two_sentences(certificate)
          .find("attempt 2 on the same texts or half of them, one of the promises may be broken "
                "with a probability of up to 10 %"),
      std::string::npos);
}

TEST(Certificate, SaysHowManyGroupsThereAreAndHowLarge) {
  Certificate certificate = example();
  certificate.largest_group = 12;
  const base::Json json = to_json(certificate);
  EXPECT_EQ(to_json(certificate_of(json, "certificate.json")), json);
  const std::string text = in_two_sentences(certificate);
  EXPECT_NE(text.find("1000 texts in 990 groups of at most 12 showed"), std::string::npos) << text;
  EXPECT_NE(text.find("of another kind, where groups are larger, or after"), std::string::npos);
}

TEST(Certificate, SaysAtWhatCostAndWhoseAnswers) {
  Certificate certificate = example();
  certificate.promise.at_cost = {.kind = CostTarget::Kind::kBudget, .value = 0.1};
  certificate.promise.keep = 0.9731;
  certificate.promise.reference = Reference::kPrecision;
  certificate.evidence.kept_at_least = 0.97315;
  certificate.evidence.remarks = {"A remark."};
  certificate.evidence.frontier = {
      {.last_tier_reads = 0.5, .cost = 0.6, .kept = 1, .is_shown = true},
      {.last_tier_reads = 0.1, .cost = 0.2, .kept = 0.98}};
  const base::Json json = to_json(certificate);
  EXPECT_EQ(to_json(certificate_of(json, "certificate.json")), json);
  const std::string text = summary_of(certificate);
  EXPECT_NE(text.find("at least 97.3 % of the last tier's answers in fp32"), std::string::npos);
  EXPECT_NE(text.find("A remark.\n"), std::string::npos);
  EXPECT_NE(text.find("50.0 % |                         0.60 | ######"), std::string::npos) << text;
}

TEST(Certificate, ADamagedOneNamesTheField) {
  const auto with = [](const char* pointer, const base::Json& value) {
    base::Json json = to_json(example());
    json[base::Json::json_pointer(pointer)] = value;
    return json;
  };
  const auto expect_fault = [](const base::Json& json, const std::string& part) {
    base::expect_error(ErrorCode::kInvalidModel, {"c.json", part},
                       [&] { (void)certificate_of(json, "c.json"); });
  };
  expect_fault(with("/promise/keep", 98), "\"keep\"");
  expect_fault(with("/promise/of", "luck"), "\"of\"");
  expect_fault(with("/promise/reference", "me"), "\"reference\"");
  expect_fault(with("/promise/at", {{"price", 1}}), "\"at\"");
  expect_fault(with("/evidence/frontier", {1}), "\"frontier\"");
  expect_fault(with("/evidence/answered", {0.5}), "\"answered\"");
  expect_fault(with("/evidence/texts", -1), "\"texts\"");
  expect_fault(with("/evidence/thresholds", {"high"}), "\"thresholds\"");
  expect_fault(with("/models", {"0a"}), "one entry per tier");
  expect_fault(with("/options/tiers", {1, 2}), "\"tiers\"");
  expect_fault(with("/attempts", 3), "\"attempts\"");
  expect_fault(base::Json::array(), "object");
  base::expect_error(ErrorCode::kUnsupported, {"1.x"},
                     [&] { (void)certificate_of(with("/version", "2.0"), "c.json"); });
}

TEST(Identity, TheThresholdsOfLabelsCount) {
  CascadeIdentity certified = example().identity;
  certified.options["label_thresholds"] = {0.5, 0.5};
  CascadeIdentity found = certified;
  EXPECT_EQ(difference(certified, found), std::nullopt);
  found.options["label_thresholds"] = {0.5, 0.75};
  EXPECT_EQ(difference(certified, found),
            "the labels' thresholds are [0.5,0.75], certified were [0.5,0.5]");
}

TEST(Identity, AnExitIsNotItsModelWhicheverWasCertified) {
  CascadeIdentity model = example().identity;
  CascadeIdentity exit = model;
  exit.options["tiers"][0]["layers"] = 1;
  EXPECT_EQ(difference(model, exit), "tier 1's layers are 1, certified were all");
  model.options["tiers"][0]["layers"] = 0;
  EXPECT_EQ(difference(exit, model), "tier 1's layers are all, certified were 1");
  EXPECT_EQ(difference(example().identity, model), std::nullopt) << "as earlier versions wrote it";
}

class ModelHash : public base::TemporaryDirectoryTest {};

TEST_F(ModelHash, AnotherVocabularyIsAnotherModel) {
  const std::filesystem::path model =
      std::filesystem::path(TANGO_SOURCE_DIR) / "tests/golden/tiny-bert";
  std::filesystem::copy(model, directory_ / "model");
  std::string before = hash_of_model(directory_ / "model");
  for (const char* name : {"sentencepiece.bpe.model", "spiece.model", "spm.model"}) {
    (void)file(std::string("model/") + name, "vocabulary");
    const std::string after = hash_of_model(directory_ / "model");
    EXPECT_NE(after, before) << name;
    before = after;
  }
}

TEST(Identity, TheFirstDifferenceIsNamed) {
  const CascadeIdentity certified = example().identity;
  CascadeIdentity found = certified;
  EXPECT_EQ(difference(certified, found), std::nullopt);
  found.options["tiers"][1]["precision"] = "fp32";
  EXPECT_EQ(difference(certified, found), "tier 2's precision is fp32, certified was int8");
  found.options["tiers"][1].erase("precision");
  EXPECT_EQ(difference(certified, found), std::nullopt) << "what is not known is not compared";
  set_thresholds(found, std::vector<cascade::Threshold>{0.9F}, {});
  EXPECT_EQ(difference(certified, found), "tier 1's threshold is 0.9, certified was 0.7");
  found.options["confidence"] = "entropy";
  EXPECT_EQ(difference(certified, found),
            "the kind of confidence is entropy, certified was margin");
  found.models[1] = "0c";
  EXPECT_EQ(difference(certified, found), "the model of tier 2 is another");
}

}  // namespace
}  // namespace tango::certify
