#include "checkpoint/head_bias.h"

#include <array>
#include <cmath>
#include <filesystem>

#include "base/expect_error_test.h"
#include "base/temporary_directory_test.h"
#include "checkpoint/checkpoint.h"

namespace tango::checkpoint {
namespace {

namespace fs = std::filesystem;
using HeadBias = base::TemporaryDirectoryTest;

fs::path tiny_model(const char* name) { return fs::path(TANGO_SOURCE_DIR) / "tests/golden" / name; }

TEST_F(HeadBias, GetsTheOffsetsAndNothingElseChanges) {
  for (const char* name : {"tiny-bert", "tiny-bilstm"}) {
    const fs::path copy = directory_ / name;
    fs::copy(tiny_model(name), copy);
    const Checkpoint before = open_checkpoint(tiny_model(name));
    const std::size_t labels = labels_of(before.config).names.size();
    std::vector<double> offsets(labels);
    for (std::size_t label = 0; label < labels; ++label) {
      offsets[label] = 0.5 - static_cast<double>(label);
    }
    add_to_head_bias(copy, offsets);
    const Checkpoint after = open_checkpoint(copy);
    for (const std::string& tensor : before.weights->names()) {
      const auto shape = *before.weights->shape(tensor);
      const tensor::Tensor left = before.weights->load(tensor, shape);
      const tensor::Tensor right = after.weights->load(tensor, shape);
      for (std::size_t i = 0; i < left.size(); ++i) {
        const double offset = tensor == "classifier.bias" ? offsets[i] : 0;
        EXPECT_NEAR(right.data()[i], left.data()[i] + offset, offset == 0 ? 0 : 0.005)
            << name << " " << tensor;
      }
    }
  }
}

TEST_F(HeadBias, AnAdaptersOwnHead) {
  const fs::path copy = directory_ / "adapter";
  fs::copy(tiny_model("lora/bert-patterns"), copy, fs::copy_options::recursive);
  const auto bytes = base::contents(copy / "adapter_model.safetensors");
  const std::size_t labels = labels_of(open_checkpoint(copy).config).names.size();
  add_to_head_bias(copy, std::vector<double>(labels, 1));
  const auto changed = base::contents(copy / "adapter_model.safetensors");
  ASSERT_EQ(changed.size(), bytes.size());
  std::size_t different = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i) different += bytes[i] != changed[i] ? 1 : 0;
  EXPECT_GT(different, 0U);
  EXPECT_LE(different, labels * sizeof(float));
}

TEST_F(HeadBias, AnotherNumberOfLabelsIsAnError) {
  fs::copy(tiny_model("tiny-bert"), directory_ / "copy");
  base::expect_error(ErrorCode::kInvalidModel, {"classifier.bias", "7"},
                     [&] { add_to_head_bias(directory_ / "copy", std::vector<double>(7)); });
}

}  // namespace
}  // namespace tango::checkpoint
