#include "recipe/balance.h"

#include <array>

#include <gtest/gtest.h>

#include "base/expect_error_test.h"
#include "base/mapped_file.h"
#include "base/temporary_directory_test.h"
#include "checkpoint/logits_file.h"
#include "checkpoint/logits_writer.h"
#include "recipe/copy_rows.h"

namespace tango::recipe {
namespace {

TEST(Balance, ARareClassGetsAShareOfTheTextsWithinBounds) {
  using Counts = std::vector<std::int64_t>;
  EXPECT_EQ(copies_of(Counts{50, 50}), (std::vector<int>{1, 1}));
  EXPECT_EQ(copies_of(Counts{950, 50}), (std::vector<int>{1, 1})) << "5 % are not rare";
  EXPECT_EQ(copies_of(Counts{980, 20, 0}), (std::vector<int>{1, 3, 1}));
  EXPECT_EQ(copies_of(Counts{100'000, 1}), (std::vector<int>{1, 8}));
}

TEST(Balance, TextsAndLogitsAreRepeatedTogether) {
  const base::TemporaryDirectory directory;
  std::string table = "text\n";
  checkpoint::LogitsWriter writer(directory.path() / "l.safetensors", "test", {"no", "yes"});
  for (int i = 0; i < 50; ++i) {
    table += "text " + std::to_string(i) + "\n";
    writer.add(std::array{1.0F, i == 3 ? 2.0F : 0.0F});
  }
  writer.finish();
  const auto texts = directory.write("t.tsv", table);
  balance(texts, directory.path() / "l.safetensors", directory.path() / "out");
  const std::string found(base::MappedFile(directory.path() / "out" / kCopiedTexts).text());
  EXPECT_TRUE(found.starts_with("text\ntext 0\ntext 1\ntext 2\ntext 3\ntext 3\ntext 3\ntext 4\n"));
  const auto logits = checkpoint::read_logits(directory.path() / "out" / kCopiedLogits);
  ASSERT_EQ(logits.texts(), 52);
  EXPECT_EQ(logits.logits.data()[2 * 5 + 1], 2);
  EXPECT_EQ(logits.logits.data()[2 * 6 + 1], 0);

  EXPECT_TRUE(
      has_copies(directory.path() / "l.safetensors", directory.path() / "out" / kCopiedLogits));
  EXPECT_FALSE(has_copies(directory.path() / "l.safetensors", directory.path() / "l.safetensors"));

  const auto more = directory.write("more.tsv", table + "another\n");
  base::expect_error(ErrorCode::kInvalidInput, {"more.tsv", "50 texts"}, [&] {
    balance(more, directory.path() / "l.safetensors", directory.path() / "out2");
  });
}

}  // namespace
}  // namespace tango::recipe
