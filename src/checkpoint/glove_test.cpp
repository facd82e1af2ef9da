#include "checkpoint/glove.h"

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "base/expect_error_test.h"

namespace tango::checkpoint {
namespace {

using Values = std::vector<float>;

Values glove_values_of(const tensor::Tensor& tensor) {
  return {tensor.data(), tensor.data() + tensor.size()};
}

void expect_refused(const std::string& text, const std::vector<std::string>& parts) {
  base::expect_error(ErrorCode::kInvalidModel, parts,
                     [&] { (void)parse_glove(text, "glove.txt"); });
}

TEST(Glove, ReadsWordsAndVectors) {
  const WordVectors found = parse_glove("the 0.5 -1e-3\nof 1 2\r\n. . . 3 1e-60", "glove.txt");
  EXPECT_EQ(found.words, (std::vector<std::string>{"the", "of", ". . ."}));
  EXPECT_EQ(found.vectors.shape(), (tensor::Shape{3, 2}));
  EXPECT_EQ(glove_values_of(found.vectors), (Values{0.5F, -1e-3F, 1, 2, 3, 0}));
}

TEST(Glove, ChecksAWord2vecHeader) {
  const WordVectors found = parse_glove("2 3\nthe 1 2 3 \nof 4 5 6 \n", "glove.txt");
  EXPECT_EQ(found.words, (std::vector<std::string>{"the", "of"}));
  EXPECT_EQ(found.vectors.shape(), (tensor::Shape{2, 3}));
  expect_refused("3 3\nthe 1 2 3\nof 4 5 6\n", {"line 1", "3 words", "found 2"});
  expect_refused("2 4\nthe 1 2 3\n", {"line 2", "4 numbers", "found 3"});
}

TEST(Glove, NamesTheBadLine) {
  expect_refused("", {"glove.txt", "empty"});
  expect_refused("word\n", {"glove.txt", "line 1"});
  expect_refused("the 1 2\nof 3\n", {"line 2", "2 numbers", "found 1"});
  expect_refused("the 1 2\nof 3 x\n", {"line 2", "position 2", "\"x\""});
  expect_refused("the 1 2\nof inf 2\n", {"line 2", "position 1", "\"inf\""});
  expect_refused("the 1 2\nof 1e60 2\n", {"line 2", "position 1", "\"1e60\""});
  expect_refused("the 1 2\n\nof 3 4\n", {"line 2"});
  expect_refused("the 1 2\n 3 4\n", {"line 2", "no word"});
}

TEST(Glove, ReadsTheRealFiles) {
  const char* data = std::getenv("TANGO_DATA");
  const std::filesystem::path directory =
      (data != nullptr ? std::filesystem::path(data)
                       : std::filesystem::path(TANGO_SOURCE_DIR) / ".." / "shared" / "data") /
      "glove";
  if (!std::filesystem::is_directory(directory)) GTEST_SKIP() << directory << " is not there";
  const WordVectors found = read_glove(directory / "glove.6B.50d.5k.txt");
  EXPECT_EQ(found.vectors.shape()[0], static_cast<std::int64_t>(found.words.size()));
  EXPECT_EQ(found.vectors.shape()[1], 50);
  std::ifstream lines(directory / "glove.6B.50d.5k.txt");
  std::string line;
  for (std::size_t row = 0; std::getline(lines, line); ++row) {
    std::istringstream fields(line);
    std::string word;
    ASSERT_TRUE(fields >> word);
    ASSERT_EQ(word, found.words[row]);
    float value = 0;
    for (std::size_t i = 0; fields >> value; ++i) {
      ASSERT_EQ(value, found.vectors.data()[row * 50 + i]) << word;
    }
  }
  EXPECT_EQ(read_glove(directory / "glove.twitter.27B.25d.12k.txt").vectors.shape()[1], 25);
}

}  // namespace
}  // namespace tango::checkpoint
