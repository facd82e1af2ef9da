#include "augment/guard.h"

#include <algorithm>
#include <set>

#include <gtest/gtest.h>

#include "augment/draws.h"

namespace tango::augment {
namespace {

std::string made_up_text(Draws& draws, int words, int vocabulary) {
  std::string text;
  for (int i = 0; i < words; ++i) {
    text +=
        (i == 0 ? "w" : " w") + std::to_string(draws.below(static_cast<std::uint64_t>(vocabulary)));
  }
  return text;
}

std::set<std::pair<std::uint64_t, std::uint64_t>> pairs_of(std::string_view text) {
  const auto words = normal_form(text).words;
  std::set<std::pair<std::uint64_t, std::uint64_t>> pairs;
  for (std::size_t i = 1; i < words.size(); ++i) pairs.emplace(words[i - 1], words[i]);
  return pairs;
}

using Pairs = std::set<std::pair<std::uint64_t, std::uint64_t>>;

double jaccard(const Pairs& a, const Pairs& b) {
  std::vector<Pairs::value_type> shared;
  std::ranges::set_intersection(a, b, std::back_inserter(shared));
  const double all = static_cast<double>(a.size() + b.size() - shared.size());
  return static_cast<double>(shared.size()) / all;
}

class HeldOutReview : public testing::Test {
 protected:
  HeldOutReview() {
    guard_.add(
        "It's a slow, talky drama that never finds the nerve to be the thriller it promises .", 0);
    guard_.add("a dull , dull film", 0);
    guard_.add("far too long for its own good .", 1);
    guard_.add("A dull, dull film!", 1);
    guard_.add("a DULL dull film", 1);
    guard_.add("unfunny", 1);
    guard_.add("not a scare in sight", 1);
    guard_.seal();
  }

  [[nodiscard]] std::optional<Likeness> likeness(std::string_view text) const {
    const auto match = guard_.match(text);
    return match ? std::optional(match->likeness) : std::nullopt;
  }

  Guard guard_{GuardOptions{}};
};

TEST_F(HeldOutReview, OtherSpellingsAreEqual) {
  for (const char* text :
       {"it 's a slow , talky drama that never finds the nerve to be the thriller it promises",
        "IT\u2019S A SLOW -- TALKY -- DRAMA THAT NEVER FINDS THE NERVE TO BE THE THRILLER IT "
        "PROMISES",
        "-lrb- a dull dull film -rrb-", "adull dullfilm"}) {
    EXPECT_EQ(likeness(text), Likeness::kEqual) << text;
  }
}

TEST_F(HeldOutReview, SmallChangesAreSimilar) {
  for (const char* text :
       {"it is a slow , talky film that never finds the nerve to be a thriller it promises .",
        "a slow , silly drama that never finds its nerve to be the thriller it promises ."}) {
    EXPECT_EQ(likeness(text), Likeness::kSimilar) << text;
  }
}

TEST_F(HeldOutReview, RunsInCommonAreFound) {
  for (const char* text :
       {"my friend , who reads a lot , said that it never finds the nerve to be the thriller i "
        "hoped for",
        "never finds the nerve to be the thriller",
        "the house is dark , the night is long , and there is not a scare in sight until morning",
        "the book by contrast seemed to me , frankly , far too long for its own good and mine"}) {
    EXPECT_EQ(likeness(text), Likeness::kSharedRun) << text;
  }
}

TEST_F(HeldOutReview, InnocentsPass) {
  for (const char* text :
       {"it 's a slow drama", "a dull film", "dull , dull", "unfunny", "the nerve to be the",
        "a talky thriller that finds its nerve and is never slow to be a drama with promises",
        "a dull , dull film about a dull town", ""}) {
    EXPECT_EQ(likeness(text), std::nullopt) << text;
  }
}

TEST_F(HeldOutReview, AMatchNamesEveryFileThatHoldsTheText) {
  const auto both = guard_.match("a dull dull film");
  ASSERT_TRUE(both.has_value());
  EXPECT_EQ(std::vector<int>(both->files.begin(), both->files.end()), (std::vector<int>{0, 1}));
  const auto second = guard_.match("far too long for its own good");
  ASSERT_TRUE(second.has_value());
  EXPECT_EQ(std::vector<int>(second->files.begin(), second->files.end()), (std::vector<int>{1}));
  EXPECT_EQ(guard_.texts_of(0), 2);
  EXPECT_EQ(guard_.texts_of(1), 3) << "one word is no text";
}

TEST(Guard, NothingHeldOutMatchesNothing) {
  Guard guard{GuardOptions{}};
  guard.seal();
  EXPECT_FALSE(guard.match("it 's a slow , talky drama that never finds the nerve").has_value());
}

/// Every text that is similar by the definition is found, and no other one.
TEST(Guard, FindsExactlyTheSimilarOnes) {
  for (const double bound : {0.3, 0.5, 0.8, 1.0}) {
    Draws draws(7, "guard", static_cast<std::uint64_t>(bound * 10));
    std::vector<std::string> held_out;
    std::vector<Pairs> pairs;
    Guard guard(GuardOptions{.similarity = bound, .shared_words = 1000});
    for (int i = 0; i < 60; ++i) {
      held_out.push_back(made_up_text(draws, 5 + static_cast<int>(draws.below(12)), 12));
      pairs.push_back(pairs_of(held_out.back()));
      guard.add(held_out.back(), 0);
    }
    guard.seal();
    int similar = 0;
    int others = 0;
    for (int i = 0; i < 4000; ++i) {
      // A held-out text with some words changed, so that both answers are common.
      std::string text = held_out[draws.below(held_out.size())];
      for (std::size_t place = text.find('w'); place != std::string::npos;
           place = text.find('w', place + 1)) {
        if (draws.chance(0.15)) text[place] = 'v';
      }
      const auto match = guard.match(text);
      if (match && match->likeness != Likeness::kSimilar) continue;
      const Pairs of_text = pairs_of(text);
      const bool is_similar = std::ranges::any_of(
          pairs, [&](const Pairs& one) { return jaccard(of_text, one) >= bound - 1e-12; });
      ASSERT_EQ(match.has_value(), is_similar) << bound << ": " << text;
      (is_similar ? similar : others) += 1;
    }
    EXPECT_GT(others, 100) << bound;
    if (bound < 1) {
      EXPECT_GT(similar, 100) << bound;
    }
  }
}

}  // namespace
}  // namespace tango::augment
