#include "augment/english/sentences.h"

#include <gtest/gtest.h>

#include "augment/english/html.h"
#include "augment/english/treebank.h"

namespace tango::augment {
namespace {

using Sentences = std::vector<std::string>;

TEST(Html, GoesButForWhatItSays) {
  EXPECT_EQ(without_html("One.<br /><br/>Two &amp; <i>three</i>&nbsp;&#233;&#x2019;s"),
            "One.\n\nTwo & three \u00E9\u2019s");
  EXPECT_EQ(without_html("a < b > c & d; e &nosuch; &#0; &#xD800; <3 </>"),
            "a < b > c & d; e &nosuch; &#0; &#xD800; <3 </>");
  EXPECT_EQ(without_html("<"), "<");
  EXPECT_EQ(without_html("&"), "&");
}

TEST(Sentences, EndAtFinalMarks) {
  EXPECT_EQ(split_sentences("It runs. Really? \"Yes!\" he said. (Well.) 10 of them!!"),
            (Sentences{"It runs.", "Really?", "\"Yes!\" he said.", "(Well.)", "10 of them!!"}));
  EXPECT_EQ(split_sentences("one line\n\n  another  line "),
            (Sentences{"one line", "another line"}));
  EXPECT_EQ(split_sentences(""), Sentences{});
}

TEST(Sentences, ACliticIsNoInitial) {
  EXPECT_EQ(split_sentences("It is SRK's. See it."), (Sentences{"It is SRK's.", "See it."}));
}

TEST(Sentences, DoNotEndAtOtherStops) {
  for (const char* one : {"Mr. J. R. Smith of the U.S. Army paid $5.50 vs. Dr. No.",
                          "it runs... and runs. and runs", "see www.example.org now"}) {
    EXPECT_EQ(split_sentences(one), Sentences{one});
  }
}

TEST(Sentences, AMissingSpaceIsForgiven) {
  EXPECT_EQ(split_sentences("It was dull.The end"), (Sentences{"It was dull.", "The end"}));
  EXPECT_EQ(split_sentences("a file.Txt or A.B or U.S.Army").size(), 2U);
}

TEST(Treebank, PartsTokens) {
  EXPECT_EQ(treebank_form("It's a film (sort of), isn't it?"),
            "it 's a film ( sort of ) , is n't it ?");
  EXPECT_EQ(treebank_form("\"You can't,\" Mr. Crocodiles' 1920's friend said; I cannot..."),
            "`` you ca n't , '' mr. crocodiles ' 1920 's friend said ; i can not ...");
  EXPECT_EQ(treebank_form("He said \"no.\" And 1,000 fans -- at 10:30 \u2014 left!!!"),
            "he said `` no . '' and 1,000 fans -- at 10:30 -- left !");
  EXPECT_EQ(treebank_form("It\u2019s \u2018good\u2019, a *really* good Cr\u00C8me."),
            "it 's ` good ' , a really good cr\u00E8me .");
  EXPECT_EQ(treebank_form("the '90s gave 'em a well-worn plot."),
            "the '90s gave 'em a well-worn plot .");
  EXPECT_EQ(treebank_form("a great film."), "a great film .");
  EXPECT_EQ(treebank_form(""), "");
}

TEST(Treebank, ItsOwnFormStays) {
  for (const char* text : {"it 's `` one '' of the year 's best films , mr. smith , is n't it ?",
                           "they ca n't -- or wo n't -- ( ever ) do so ...", "a ` good ' film ."}) {
    EXPECT_EQ(treebank_form(text), text);
  }
}

}  // namespace
}  // namespace tango::augment
