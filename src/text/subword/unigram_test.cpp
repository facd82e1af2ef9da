#include "text/subword/unigram.h"

#include <gtest/gtest.h>

#include <tango/error.h>

namespace tango::text {
namespace {

using Ids = std::vector<std::int32_t>;

Unigram model(const std::vector<std::pair<std::string, double>>& pieces,
              const UnigramOptions& options = {0, false}) {
  TokenIds tokens;
  std::vector<double> scores;
  for (const auto& [piece, score] : pieces) {
    tokens.add(piece, static_cast<std::int32_t>(scores.size()));
    scores.push_back(score);
  }
  return {std::move(tokens), std::move(scores), options, "FILE"};
}

TokenList tokens_of(const Unigram& unigram, std::string_view word) {
  TokenList tokens;
  tokens.tracking = true;
  unigram.tokenize(word, 10, tokens);
  return tokens;
}

TEST(Unigram, TakesTheHighestSum) {
  const Unigram unigram =
      model({{"<unk>", 0}, {"a", -1}, {"b", -1}, {"ab", -3}, {"c", -1}, {"bc", -0.5}});
  EXPECT_EQ(tokens_of(unigram, "ab").ids, (Ids{1, 2}));
  EXPECT_EQ(tokens_of(unigram, "abc").ids, (Ids{1, 5}));
  EXPECT_EQ(tokens_of(unigram, "bc").ids, (Ids{5}));
  EXPECT_EQ(tokens_of(unigram, "abc").ranges[1], (Span{11, 13}));
}

TEST(Unigram, OfEqualSumsTheFirstFoundHolds) {
  const Unigram unigram = model({{"<unk>", 0}, {"a", -1}, {"b", -1}, {"ab", -2}});
  EXPECT_EQ(tokens_of(unigram, "ab").ids, (Ids{3}));
}

TEST(Unigram, FusesUnknownCharacters) {
  const Unigram unigram = model({{"<unk>", 0}, {"a", -1}});
  const TokenList tokens = tokens_of(unigram, "a\u00E9\u00E8xa");
  EXPECT_EQ(tokens.ids, (Ids{1, 0, 1}));
  EXPECT_EQ(tokens.ranges[1], (Span{11, 16}));
}

TEST(Unigram, FallsBackToBytesWhereAllAreThere) {
  const UnigramOptions options{0, true};
  const std::vector<std::pair<std::string, double>> pieces{
      {"<unk>", 0}, {"a", -1}, {"<0xC3>", 0}, {"<0xA9>", 0}};
  const TokenList tokens = tokens_of(model(pieces, options), "a\u00E9");
  EXPECT_EQ(tokens.ids, (Ids{1, 2, 3}));
  EXPECT_EQ(tokens.ranges[1], tokens.ranges[2]);
  EXPECT_EQ(tokens_of(model(pieces, options), "a\u00E8").ids, (Ids{1, 0}));
}

TEST(Unigram, WithoutAnUnknownTokenSaysSo) {
  const Unigram unigram = model({{"a", -1}}, {});
  EXPECT_EQ(tokens_of(unigram, "aa").ids, (Ids{0, 0}));
  EXPECT_THROW((void)tokens_of(unigram, "ab"), Error);
  EXPECT_THROW((void)model({{"a", -1}}, {1, false}), Error);
  EXPECT_THROW((void)model({}, {0, false}), Error);
}

TEST(Unigram, TakesLongWords) {
  const Unigram unigram = model({{"<unk>", 0}, {"a", -1}, {"aa", -1.5}});
  EXPECT_EQ(tokens_of(unigram, std::string(100'000, 'a')).ids.size(), 50'000U);
}

}  // namespace
}  // namespace tango::text
