#include "recipe/prior.h"

#include <cmath>

#include <gtest/gtest.h>

#include "base/expect_error_test.h"
#include "base/random.h"
#include "base/temporary_directory_test.h"
#include "checkpoint/checkpoint.h"
#include "checkpoint/logits_writer.h"

namespace tango::recipe {
namespace {

namespace fs = std::filesystem;

/// Logits of a model to `texts` texts, `added` to those of the second of three labels.
fs::path logits(const fs::path& file, int texts, float added) {
  checkpoint::LogitsWriter writer(file, "test", {"a", "b", "c"});
  const base::RandomStream random(1, "prior test");
  for (int text = 0; text < texts; ++text) {
    const auto draw = [&](int label) {
      return 4 * static_cast<float>(random.bits(3 * text + label) % 1000) / 1000;
    };
    writer.add(std::vector<float>{draw(0), draw(1) - 2 + added, draw(2)});
  }
  writer.finish();
  return file;
}

using Prior = base::TemporaryDirectoryTest;

TEST_F(Prior, TheMeanOfProbabilitiesBecomesTheTeachers) {
  const auto teacher = checkpoint::read_logits(logits(directory_ / "t.safetensors", 4000, 0));
  const auto student = checkpoint::read_logits(logits(directory_ / "s.safetensors", 4000, 1.5F));
  const std::vector<double> offsets = prior_offsets(student, teacher);
  // Offsets that are the same for all labels change nothing.
  EXPECT_NEAR(offsets[1] - offsets[0], -1.5, 0.01);
  EXPECT_NEAR(offsets[2] - offsets[0], 0, 0.01);
}

TEST_F(Prior, FewTextsMoveLittle) {
  const auto teacher = checkpoint::read_logits(logits(directory_ / "t.safetensors", 4, 0));
  const auto student = checkpoint::read_logits(logits(directory_ / "s.safetensors", 4, 1.5F));
  const std::vector<double> offsets = prior_offsets(student, teacher);
  EXPECT_LT(offsets[1] - offsets[0], -0.1);
  EXPECT_GT(offsets[1] - offsets[0], -1.2);
}

TEST_F(Prior, OtherTextsAreAnError) {
  const auto teacher = logits(directory_ / "t.safetensors", 4, 0);
  const auto student = logits(directory_ / "s.safetensors", 5, 0);
  base::expect_error(ErrorCode::kInvalidInput, {"s.safetensors", "5 texts", "t.safetensors"}, [&] {
    correct_prior(fs::path(TANGO_SOURCE_DIR) / "tests/golden/tiny-bert", student, teacher, true,
                  directory_ / "out");
  });
  EXPECT_FALSE(fs::exists(directory_ / "out"));
}

}  // namespace
}  // namespace tango::recipe
