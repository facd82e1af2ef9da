// What the command line adds to errors of the code below it.
#include <cstdint>
#include <cstring>
#include <filesystem>

#include "base/json.h"
#include "program.h"

namespace tango::integration {
namespace {

using Hint = ProgramTest;

TEST_F(Hint, FetchesAKnownBaseModel) {
  (void)file("adapter_config.json", R"({"peft_type": "LORA", "r": 1, "lora_alpha": 1,
      "base_model_name_or_path": "sentence-transformers/all-mpnet-base-v2"})");
  const Result result =
      run({"inspect", path("")}, {.environment = {{"TANGO_MODELS", path("no models")}}});
  EXPECT_EQ(result.status, 3);
  EXPECT_TRUE(result.err.ends_with("\nTry: scripts/fetch_models.py --only all-mpnet-base-v2\n"))
      << result.err;
}

TEST_F(Hint, RunsAWeightThatIsNotFiniteInFp32) {
  for (const char* name : {"config.json", "vocab.txt"}) {
    (void)file(name, read(model("bert") + "/" + name));
  }
  std::string weights = read(model("bert") + "/model.safetensors");
  std::uint64_t length = 0;
  std::memcpy(&length, weights.data(), sizeof(length));
  const base::Json header = base::Json::parse(weights.substr(sizeof(length), length));
  const auto place = header.at("bert.encoder.layer.0.attention.self.query.weight")
                         .at("data_offsets")
                         .at(0)
                         .get<std::uint64_t>();
  const std::uint32_t infinity = 0x7F800000;
  std::memcpy(weights.data() + sizeof(length) + length + place, &infinity, sizeof(infinity));
  (void)file("model.safetensors", weights);
  const Result result = run({"classify", "--model", path(""), "--precision", "int8", "-"});
  EXPECT_EQ(result.status, 5);
  EXPECT_TRUE(result.err.ends_with("\nTry: --precision fp32\n")) << result.err;
}

}  // namespace
}  // namespace tango::integration
