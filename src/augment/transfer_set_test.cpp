#include "augment/transfer_set.h"

#include <algorithm>
#include <memory>
#include <numeric>
#include <set>

#include <gtest/gtest.h>

#include <tango/error.h>

#include "augment/english/small_tagger_test.h"
#include "augment/rules.h"
#include "augment/string_reader_test.h"
#include "base/expect_error_test.h"

namespace tango::augment {
namespace {

/// A preset that says what it is told to.
class Parrot : public Preset {
 public:
  Parrot(std::vector<std::string> texts, bool is_finite)
      : texts_(std::move(texts)), is_finite_(is_finite) {}

  bool next_work(Work& work) override {
    work.begin = next_;
    work.end = next_ = std::min<std::uint64_t>(texts_.size(), next_ + 3);
    return work.begin < work.end;
  }
  void generate(const Work& work, std::vector<TextPair>& texts) const override {
    for (std::uint64_t i = work.begin; i < work.end; ++i) texts.push_back({texts_[i], {}});
  }
  [[nodiscard]] bool is_finite() const override { return is_finite_; }

 private:
  std::vector<std::string> texts_;
  bool is_finite_;
  std::uint64_t next_ = 0;
};

struct Made {
  std::vector<std::string> texts;
  TransferCounts counts;
};

Made make(Preset& preset, const Guard& guard, const TransferOptions& options, int workers) {
  base::TeamThreads threads(workers, false);
  Screen screen(2);
  Made made;
  const Sink sink = [&](const TextPair& text) {
    made.texts.push_back(text.pair.empty() ? text.text : text.text + "\t" + text.pair);
  };
  made.counts = make_transfer_set(preset, guard, screen, options, threads.team(workers), sink,
                                  [](const ScreenCounts&) {});
  return made;
}

Guard guard_of(const std::vector<std::string>& first, const std::vector<std::string>& second) {
  Guard guard{GuardOptions{}};
  for (const std::string& text : first) guard.add(text, 0);
  for (const std::string& text : second) guard.add(text, 1);
  guard.seal();
  return guard;
}

std::vector<std::string> numbered(int count) {
  std::vector<std::string> texts;
  texts.reserve(static_cast<std::size_t>(count));
  for (int i = 0; i < count; ++i) texts.push_back("text number " + std::to_string(i));
  return texts;
}

TEST(TransferSet, DropsDuplicatesHeldOutAndEmptyTexts) {
  Parrot preset({"a dull film", "a great film", "A DULL film", "a dull film .", "...",
                 "the plot runs", "a great film", "one two three four five six seven eight nine"},
                false);
  const Guard guard = guard_of(
      {"The plot runs!"}, {"the plot runs", "is it two three four five six seven eight nine ten"});
  const Made made = make(preset, guard, {}, 1);
  EXPECT_EQ(made.texts, (std::vector<std::string>{"a dull film", "a great film", "a dull film ."}));
  const ScreenCounts& counts = made.counts.screen;
  EXPECT_EQ(counts.texts, 8);
  EXPECT_EQ(counts.empty, 1);
  EXPECT_EQ(counts.duplicates, 2);
  EXPECT_EQ(counts.held_out[static_cast<std::size_t>(Likeness::kEqual)], 1);
  EXPECT_EQ(counts.held_out[static_cast<std::size_t>(Likeness::kSharedRun)], 1);
  EXPECT_EQ(counts.all_held_out(), 2);
  EXPECT_EQ(counts.by_file, (std::vector<std::int64_t>{1, 2}));
  EXPECT_EQ(made.counts.written, 3);
}

TEST(TransferSet, StopsAtItsSizeOrSamples) {
  const Guard guard = guard_of({}, {});
  Parrot endless(numbered(1000), false);
  const Made first = make(endless, guard, {.size = 10}, 2);
  EXPECT_EQ(first.texts, numbered(10));
  EXPECT_EQ(first.counts.written, 10);

  std::vector<int> times(1000);
  for (std::uint64_t seed = 0; seed < 400; ++seed) {
    Parrot finite(numbered(1000), true);
    const Made sample = make(finite, guard, {.size = 10, .seed = seed}, 1);
    ASSERT_EQ(sample.texts.size(), 10U);
    EXPECT_EQ(sample.counts.written, 10);
    EXPECT_EQ(sample.counts.screen.texts, 1000);
    for (const std::string& text : sample.texts) ++times[std::stoul(text.substr(12))];
  }
  // Each text four times on average; in either half alike.
  const auto early = std::accumulate(times.begin(), times.begin() + 500, 0);
  EXPECT_NEAR(early, 2000, 4 * 31.6);
  EXPECT_LT(*std::ranges::max_element(times), 20);

  Parrot few(numbered(5), true);
  EXPECT_EQ(make(few, guard, {.size = 10}, 1).texts.size(), 5U);
}

class MadeFromReviews : public testing::Test {
 protected:
  /// Reviews of words that the tagger knows; every twentieth is held out in other clothes.
  MadeFromReviews() {
    const std::vector<std::string> words{"great", "dull", "good", "film", "movie", "actor", "plot",
                                         "runs",  "of",   "in",   "very", "it",    "is",    "a"};
    Draws draws(3, "reviews", 0);
    Guard guard{GuardOptions{}};
    table_ = "sentence\tlabel\n";
    for (int i = 0; i < 400; ++i) {
      std::string text = "the";
      const auto length = 6 + draws.below(10);
      for (std::uint64_t word = 0; word < length; ++word)
        text += " " + words[draws.below(words.size())];
      table_ += text + " .\t1\n";
      if (i % 20 == 0) guard.add(text + "!", 0);
    }
    for (const char* noun : {"film", "movie", "actor", "plot"}) {
      guard.add(std::string("The ") + noun + "!", 0);  // what a cut may come to
    }
    guard.seal();
    guard_ = std::make_unique<Guard>(std::move(guard));
  }

  [[nodiscard]] Made run(int workers, std::uint64_t seed) const {
    base::TeamThreads threads(workers, false);
    const auto reader = reader_of(table_);
    Screen screen(1);
    Corpus corpus;
    const ScreenCounts read = read_corpus(*reader, "input.tsv", tagger_.get(), *guard_, screen,
                                          threads.team(workers), corpus, {});
    EXPECT_EQ(read.texts, 400);
    EXPECT_GE(read.all_held_out(), 20);
    EXPECT_EQ(corpus.size(), static_cast<std::size_t>(400 - read.duplicates - read.all_held_out()));
    Rules rules(corpus, tagger_.get(), {.rounds = 10, .seed = seed});
    Made made;
    made.counts = make_transfer_set(
        rules, *guard_, screen, {}, threads.team(workers),
        [&](const TextPair& text) { made.texts.push_back(text.text); }, [](const ScreenCounts&) {});
    return made;
  }

  SmallTagger tagger_;
  std::string table_;
  std::unique_ptr<const Guard> guard_;
};

TEST_F(MadeFromReviews, IsTheSameForAnyNumberOfWorkers) {
  const Made one = run(1, 5);
  EXPECT_GT(one.texts.size(), 2000U);
  for (const int workers : {2, 3, 7}) {
    const Made more = run(workers, 5);
    EXPECT_EQ(more.texts, one.texts) << workers;
    EXPECT_EQ(more.counts.screen.by_file, one.counts.screen.by_file) << workers;
  }
  EXPECT_NE(run(2, 6).texts, one.texts) << "another seed";
}

TEST_F(MadeFromReviews, HoldsNothingTwiceAndNothingHeldOut) {
  const Made made = run(2, 5);
  std::set<std::string> distinct;
  for (const std::string& text : made.texts) {
    EXPECT_TRUE(distinct.insert(text).second) << text;
    EXPECT_FALSE(guard_->match(text).has_value()) << text;
    EXPECT_EQ(table_.find("\n" + text + "\t"), std::string::npos) << "a source";
  }
  EXPECT_GT(made.counts.screen.all_held_out(), 0) << "there was something to drop";
}

TEST(TransferSet, ASourceWithNothingLeftIsAnError) {
  Screen screen(1);
  Corpus corpus;
  const Guard guard = guard_of({"the film is dull"}, {});
  const auto reader = reader_of("sentence\nthe film is dull .\n...\n");
  base::expect_error(ErrorCode::kInvalidInput, {"input.tsv", "held out"}, [&] {
    (void)read_corpus(*reader, "input.tsv", nullptr, guard, screen, base::Team(), corpus, {});
  });
}

TEST(TransferSet, PairsKeepTogether) {
  const Guard guard = guard_of({"held out one two"}, {});
  Screen screen(1);
  Corpus corpus;
  const auto reader =
      reader_of("text\ttext_pair\na b\tc  d\nx y\theld out one two\na b\tc d\n\t\n");
  std::vector<std::string> kept;
  const ScreenCounts counts =
      read_corpus(*reader, "input.tsv", nullptr, guard, screen, base::Team(), corpus,
                  [&](const TextPair& text) { kept.push_back(text.text + "|" + text.pair); });
  EXPECT_EQ(kept, std::vector<std::string>{"a b|c d"});
  EXPECT_TRUE(corpus.has_pairs());
  EXPECT_EQ(counts.all_held_out(), 1);
  EXPECT_EQ(counts.duplicates, 1);
  EXPECT_EQ(counts.empty, 1);
}

}  // namespace
}  // namespace tango::augment
