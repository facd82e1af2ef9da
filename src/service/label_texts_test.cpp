#include "service/label_texts.h"

#include <gtest/gtest.h>

#include "base/temporary_directory_test.h"
#include "cascade/fake_tier.h"
#include "checkpoint/logits_file.h"

namespace tango::service {
namespace {

TEST(LabelTexts, GoesOnWhereAStoppedRunWas) {
  const base::TemporaryDirectory directory;
  const auto texts = directory.write("texts.txt", "9\n1\n7\n");
  const auto output = directory.path() / "logits.safetensors";
  const std::vector<std::string> labels{"negative", "positive"};
  {
    checkpoint::LogitsWriter stopped(output, "same", labels);
    stopped.add(std::vector<float>{0, 99});
    stopped.flush();
  }
  checkpoint::LogitsWriter file(output, "same", labels);
  int answered = 0;
  label_texts(*task::open_record_reader(texts, {}), cascade::fake::make_one_tier(1), {}, file,
              [&](const cascade::Answer&) { ++answered; });
  EXPECT_EQ(answered, 2);
  const checkpoint::LogitsFile written = checkpoint::read_logits(output);
  ASSERT_EQ(written.texts(), 3);
  const float* const logits = written.logits.data();
  EXPECT_EQ(std::vector<float>(logits, logits + 6), (std::vector<float>{0, 99, 0, -4, 0, 2}));
}

}  // namespace
}  // namespace tango::service
