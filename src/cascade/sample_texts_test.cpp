#include "cascade/sample_texts.h"

#include <string>

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "base/temporary_directory_test.h"

namespace tango::cascade {
namespace {

TEST(SampleTexts, TheFirstOfAFileAndNoneOfAPipe) {
  const base::TemporaryDirectory directory;
  std::string lines;
  for (int i = 0; i < kMostSampleTexts + 1; ++i) lines += std::to_string(i) + "\tpair\n";
  const auto texts =
      read_sample_texts({directory.write("texts.tsv", "text\ttext_pair\n" + lines), {}});
  ASSERT_EQ(texts.size(), static_cast<std::size_t>(kMostSampleTexts));
  EXPECT_EQ(texts.back().text, std::to_string(kMostSampleTexts - 1));
  EXPECT_EQ(texts.back().pair, "pair");

  const auto pipe = directory.path() / "pipe";
  ASSERT_EQ(mkfifo(pipe.c_str(), 0600), 0);
  EXPECT_TRUE(read_sample_texts({pipe, {}}).empty());
  EXPECT_TRUE(read_sample_texts({}).empty());
}

}  // namespace
}  // namespace tango::cascade
