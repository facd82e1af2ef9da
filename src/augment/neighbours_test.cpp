#include "augment/neighbours.h"

#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

#include "augment/draws.h"

namespace tango::augment {
namespace {

using checkpoint::WordVectors;

WordVectors made_up_vectors(std::int64_t words, std::int64_t width) {
  Draws draws(1, "vectors", 0);
  WordVectors vectors{{}, tensor::Tensor(tensor::Shape{words, width})};
  for (std::int64_t i = 0; i < words; ++i) {
    std::string name;
    for (std::int64_t rest = i + 1; rest > 0; rest /= 26)
      name += static_cast<char>('a' + rest % 26);
    // Some are no plain words, and so nobody's neighbours.
    vectors.words.push_back(i % 7 == 3 ? name + "-" : i % 11 == 5 ? "X" + name : name);
  }
  for (std::size_t i = 0; i < vectors.vectors.size(); ++i) {
    vectors.vectors.data()[i] = static_cast<float>(draws.unit() - 0.3);
  }
  return vectors;
}

double cosine(const WordVectors& vectors, std::size_t left, std::size_t right) {
  const auto width = static_cast<std::size_t>(vectors.vectors.shape()[1]);
  double dot = 0;
  double left_norm = 0;
  double right_norm = 0;
  for (std::size_t i = 0; i < width; ++i) {
    const double a = vectors.vectors.data()[left * width + i];
    const double b = vectors.vectors.data()[right * width + i];
    dot += a * b;
    left_norm += a * a;
    right_norm += b * b;
  }
  return dot / std::sqrt(left_norm * right_norm);
}

/// More vectors than one block holds, and both cores.
TEST(Neighbours, AreTheNearestOfAll) {
  const WordVectors vectors = made_up_vectors(9000, 20);
  base::TeamThreads threads(2, false);
  std::vector<std::string> words;
  for (std::size_t i = 0; i < vectors.words.size(); i += 41) words.push_back(vectors.words[i]);
  words.emplace_back("not there");
  const Neighbours neighbours(made_up_vectors(9000, 20), words, 6, threads.team(2));
  const auto is_plain = [](const std::string& word) {
    return std::ranges::all_of(word, [](char c) { return c >= 'a' && c <= 'z'; });
  };
  for (std::size_t i = 0; i + 1 < words.size(); ++i) {
    const std::size_t row = i * 41;
    const auto found = neighbours.of(i);
    if (!is_plain(words[i])) {
      EXPECT_TRUE(found.empty()) << words[i];
      continue;
    }
    std::vector<std::pair<double, std::string>> all;
    for (std::size_t other = 0; other < vectors.words.size(); ++other) {
      if (other == row || !is_plain(vectors.words[other])) continue;
      all.emplace_back(-cosine(vectors, row, other), vectors.words[other]);
    }
    std::ranges::partial_sort(all, all.begin() + 6);
    ASSERT_EQ(found.size(), 6U);
    for (std::size_t j = 0; j < 6; ++j) EXPECT_EQ(found[j], all[j].second) << words[i];
  }
  EXPECT_TRUE(neighbours.of(words.size() - 1).empty());
}

TEST(Neighbours, FewVectorsGiveFewNeighbours) {
  WordVectors vectors{{"good", "bad", "good", "zero"}, tensor::Tensor(tensor::Shape{4, 2})};
  const std::vector<float> values{1, 0, 1, 0.1F, 0, 1, 0, 0};
  std::ranges::copy(values, vectors.vectors.data());
  const std::vector<std::string> words{"bad", "good", "ugly"};
  const Neighbours neighbours(std::move(vectors), words, 15, base::Team());
  EXPECT_EQ(neighbours.words_with_vectors(), 2);
  ASSERT_EQ(neighbours.of(1).size(), 2U);
  EXPECT_EQ(neighbours.of(1)[0], "bad");
  EXPECT_EQ(neighbours.of(0)[0], "good") << "its first vector counts";
  EXPECT_TRUE(neighbours.of(2).empty());
}

}  // namespace
}  // namespace tango::augment
