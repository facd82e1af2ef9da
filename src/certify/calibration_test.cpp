#include "certify/calibration.h"

#include <filesystem>

#include <gtest/gtest.h>

#include "base/expect_error_test.h"
#include "base/temporary_directory_test.h"

namespace tango::certify {
namespace {

TEST(WriteCalibrated, ACopyNamesTheSameModelsAndHasTheThresholds) {
  const base::TemporaryDirectory directory;
  std::filesystem::create_directories(directory.path() / "small");
  std::filesystem::create_directories(directory.path() / "large");
  directory.write("cascade.json", R"({"version": "1.0", "tiers": [
      {"model": "small", "threshold": 0.1}, {"exit_of": "large", "layers": 2, "threshold": 0.2},
      {"model": "large", "threshold": 0.3},
      {"endpoint": {"protocol": "ask", "labels": ["no", "yes"]}}]})");
  Certificate certificate;
  certificate.evidence.thresholds = {cascade::Threshold(std::vector{0.5F, 0.75F}), 0.25F, 0.5F};
  certificate.evidence.answered = {0.25, 0.25, 0.25, 0.25};
  certificate.evidence.classes = {{.label = "no"}, {.label = "yes"}};
  certificate.identity.models = {"0a", "0b", "0c", "0d"};
  certificate.identity.options["tiers"] = base::Json::array();
  for (int tier = 0; tier < 4; ++tier) {
    certificate.identity.options["tiers"].push_back(base::Json::object());
  }
  set_thresholds(certificate.identity, certificate.evidence.thresholds,
                 std::vector<std::string>{"no", "yes"});
  const std::filesystem::path output = directory.path() / "calibrated";
  certificate.identity.options["confidence"] = "learned";  // two fields that were not there
  write_calibrated(directory.path(), output, certificate, "0123456789abcdef");
  const base::Json cascade = base::read_json(output / "cascade.json");
  EXPECT_EQ(cascade.at("confidence"), "learned");
  EXPECT_EQ(cascade.at("learned_from"), "0123456789abcdef");
  const base::Json& tiers = cascade.at("tiers");
  EXPECT_EQ(tiers[0].at("threshold").dump(), R"({"no":0.5,"yes":0.75})");
  EXPECT_EQ(tiers[1].at("threshold"), 0.25);
  EXPECT_EQ(tiers[0].at("model"), "../small");
  EXPECT_EQ(tiers[1].at("exit_of"), "../large");
  EXPECT_EQ(tiers[2].at("model"), "../large");
  EXPECT_FALSE(tiers[3].contains("model"));
  EXPECT_TRUE(std::filesystem::exists(certificate_file(output)));

  certificate.evidence.answered[0] = 1.0000000000000235;
  const std::filesystem::path never = directory.path() / "never";
  base::expect_error(ErrorCode::kInvalidModel, {"\"answered\""},
                     [&] { write_calibrated(directory.path(), never, certificate); });
  EXPECT_FALSE(std::filesystem::exists(never)) << "what can't be read is not written";
}

}  // namespace
}  // namespace tango::certify
