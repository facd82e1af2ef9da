#include "checkpoint/logits_writer.h"

#include <algorithm>
#include <array>

#include <gtest/gtest.h>

#include <tango/error.h>

#include "base/temporary_directory_test.h"
#include "checkpoint/logits_file.h"

namespace tango::checkpoint {
namespace {

constexpr std::array<float, 6> kLogits{1, 2, 3, 4, 5, 6};

class LogitsWriterTest : public testing::Test {
 protected:
  [[nodiscard]] LogitsWriter writer(const std::string& identity = "this model, these texts") const {
    return {output_, identity, {"no", "yes"}};
  }
  static void add_rows(LogitsWriter& writer, std::size_t begin, std::size_t end) {
    for (std::size_t row = begin; row < end; ++row) {
      writer.add(std::span(kLogits).subspan(2 * row, 2));
    }
  }
  void expect_all_rows() const {
    const LogitsFile file = read_logits(output_);
    EXPECT_EQ(file.labels, (std::vector<std::string>{"no", "yes"}));
    ASSERT_EQ(file.texts(), 3);
    EXPECT_TRUE(std::equal(kLogits.begin(), kLogits.end(), file.logits.data()));
    EXPECT_FALSE(std::filesystem::exists(partial_));
  }

  base::TemporaryDirectory directory_;
  std::filesystem::path output_ = directory_.path() / "logits.safetensors";
  std::filesystem::path partial_ = directory_.path() / "logits.safetensors.partial";
};

TEST_F(LogitsWriterTest, WhatIsWrittenIsRead) {
  LogitsWriter whole = writer();
  EXPECT_EQ(whole.done(), 0);
  add_rows(whole, 0, 3);
  whole.finish();
  expect_all_rows();
  EXPECT_THROW((void)writer(), Error) << "what is there is not overwritten";
}

TEST_F(LogitsWriterTest, AStoppedRunGoesOnAfterItsWholeRows) {
  {
    LogitsWriter stopped = writer();
    add_rows(stopped, 0, 2);
    stopped.add(std::span(kLogits).subspan(4, 1));  // half a row
    stopped.flush();
  }
  LogitsWriter resumed = writer();
  ASSERT_EQ(resumed.done(), 2);
  add_rows(resumed, 2, 3);
  resumed.finish();
  expect_all_rows();
}

TEST_F(LogitsWriterTest, ASecondOneIsRefusedAndChangesNothing) {
  LogitsWriter first = writer();
  add_rows(first, 0, 2);
  EXPECT_THROW((void)writer(), Error);
  EXPECT_THROW((void)writer("another model"), Error);
  add_rows(first, 2, 3);
  first.finish();
  expect_all_rows();
}

TEST_F(LogitsWriterTest, AnotherIdentityStartsAnew) {
  {
    LogitsWriter stopped = writer("another model");
    add_rows(stopped, 0, 2);
    stopped.flush();
  }
  EXPECT_EQ(writer().done(), 0);
}

}  // namespace
}  // namespace tango::checkpoint
