#include "augment/english/tagger.h"

#include <gtest/gtest.h>

#include <tango/error.h>

#include "augment/corpus.h"
#include "augment/english/small_tagger_test.h"
#include "base/expect_error_test.h"
#include "base/temporary_directory_test.h"

namespace tango::augment {
namespace {

std::string tags_of(const EnglishTagger& tagger, std::string_view text) {
  std::string names;
  for (const Tag tag : tag_text(text, &tagger).tags) {
    names += (names.empty() ? "" : " ") + tagger.name(tag);
  }
  return names;
}

TEST(Tagger, TakesTheLikeliestPath) {
  const SmallTagger tagger;
  EXPECT_EQ(tags_of(*tagger, "the great film is very dull ."), "det jj nn vbz rb jj pp");
  EXPECT_EQ(tags_of(*tagger, "it is to run"), "prp vbz to vb") << "the word before decides";
  EXPECT_EQ(tags_of(*tagger, "the run of the film"), "det nn in det nn");
  EXPECT_EQ(tags_of(*tagger, ""), "");
}

TEST(Tagger, CaseDoesNotMatterForKnownWords) {
  const SmallTagger tagger;
  EXPECT_EQ(tags_of(*tagger, "The GREAT dull Film"), "det jj jj nn");
}

TEST(Tagger, GuessesUnknownWordsByTheirLook) {
  const SmallTagger tagger;
  EXPECT_EQ(tags_of(*tagger, "the glorp squizzes in 1999"), "det nn vbz in cd");
  EXPECT_EQ(tags_of(*tagger, "the well-worn film is gloriously dull"), "det jj nn vbz rb jj");
  EXPECT_EQ(tags_of(*tagger, "the actor Bogart"), "det nn nnp");
  EXPECT_EQ(tags_of(*tagger, "film <> plot"), "nn sym nn");
}

TEST(Tagger, AWordWithACliticHasItsOwnTag) {
  const SmallTagger tagger;
  EXPECT_EQ(tags_of(*tagger, "the film's plot runs"), "det nn nn vbz");
  EXPECT_EQ(tags_of(*tagger, "it isn't the film"), "prp vbz det nn");
}

TEST(Tagger, SaysWhereItsFilesComeFrom) {
  const base::TemporaryDirectory empty;
  base::expect_error(ErrorCode::kNotFound, {"tags.yml", "liblingua-en-tagger-perl"},
                     [&] { EnglishTagger tagger(empty.path()); });
}

TEST(Tagger, NamesTheLineThatIsNoRow) {
  const base::TemporaryDirectory directory;
  directory.write("tags.yml", "pp: { nn: 1 }\nnn: { pp: 1 }\n");
  directory.write("unknown.yml", "\"-unknown-\": { nn: 1 }\n");
  for (const char* bad : {"film", "film: { nn }", "film: { nn: x }", "film: { nn: -1 }", "film: {",
                          ": { nn: 1 }", "film: { }", "film: { nn: 1e999 }"}) {
    directory.write("words.yml", std::string("plot: { nn: 2 }\n") + bad + "\n");
    base::expect_error(ErrorCode::kInvalidInput, {"words.yml:2"},
                       [&] { EnglishTagger tagger(directory.path()); });
  }
  directory.write("words.yml", "plot: { nn: 2 }\n");
  EXPECT_EQ(tags_of(EnglishTagger(directory.path()), "plot thickens"), "nn nn");
}

TEST(Tagger, TheRealOneReadsEnglish) {
  if (!std::filesystem::exists(kTaggerDirectory)) {
    GTEST_SKIP() << "Debian's liblingua-en-tagger-perl is not installed";
  }
  const EnglishTagger tagger{std::filesystem::path(kTaggerDirectory)};
  EXPECT_EQ(tags_of(tagger, "they do n't like to play the best actor 's plays ."),
            "prp vbp rb vb to vb det jjs nn pos nns pp");
}

}  // namespace
}  // namespace tango::augment
