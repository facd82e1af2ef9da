// The reference checkpoints, tokenizer included, against the logits that PyTorch recorded.
#include <cstdlib>
#include <regex>

#include "base/json.h"
#include "base/sanitized.h"
#include "program.h"

namespace tango::integration {
namespace {

namespace fs = std::filesystem;

/// A folder beside the checkout, or where an environment variable says it is.
std::string shared(const char* variable, const char* name) {
  const char* value = std::getenv(variable);
  return value != nullptr ? value : std::string(TANGO_SOURCE_DIR) + "/../shared/" + name;
}

struct Recorded {
  const char* model;
  const char* split;
};

class SharedModels : public testing::TestWithParam<Recorded> {};

TEST_P(SharedModels, GiveTheRecordedLogits) {
  const std::string model = shared("TANGO_SHARED_MODELS", "models") + "/" + GetParam().model;
  if (base::kSanitized && model.find("mpnet") != std::string::npos) {
    GTEST_SKIP() << "ten minutes of the same code as the small models'";
  }
  const std::string split = GetParam().split;
  const std::string texts = shared("TANGO_DATA", "data") + "/sst2/" + split + ".tsv";
  const std::string recorded = model + "/logits_" + split + ".jsonl";
  for (const std::string& needed : {recorded, texts}) {
    if (!fs::exists(needed)) GTEST_SKIP() << needed << " is not here";
  }
  RunOptions options;
  if (const char* store = std::getenv("TANGO_MODELS")) {
    options.environment.emplace_back("TANGO_MODELS", store);
  }
  const Result result =
      run({"inspect", model, "--json", "--verify", recorded, "--texts", texts}, options);
  if (result.status == 3) GTEST_SKIP() << result.err;
  ASSERT_EQ(result.status, 0) << result.out << result.err;
  const base::Json found = base::parse_json(result.out, "out").at("verify");
  EXPECT_GE(found.at("texts"), 872);
  EXPECT_LE(found.at("max_difference"), 1e-4);
}

INSTANTIATE_TEST_SUITE_P(
    Sst2, SharedModels,
    testing::Values(Recorded{"sst2-bilstm", "dev"}, Recorded{"sst2-bilstm", "test"},
                    Recorded{"sst2-minilm", "dev"}, Recorded{"sst2-mpnet-lora", "dev"}),
    [](const testing::TestParamInfo<Recorded>& recorded) {
      const std::string name = std::string(recorded.param.model) + "_" + recorded.param.split;
      return std::regex_replace(name, std::regex("-"), "_");
    });

}  // namespace
}  // namespace tango::integration
