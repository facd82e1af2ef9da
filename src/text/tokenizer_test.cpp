// What the goldens don't cover: bytes that are not UTF-8, limits, and bare files.
#include "text/tokenizer.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <tango/error.h>

#include "base/temporary_directory_test.h"
#include "text/load/loaders.h"

namespace tango::text {
namespace {

using Ids = std::vector<std::int32_t>;

constexpr std::string_view kVocabulary =
    "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\nred\nblue\n##s\n.\ncaf\n##e\n\xC3\xA9\n";

std::unique_ptr<Tokenizer> bert() {
  const base::TemporaryDirectory directory;
  directory.write("vocab.txt", kVocabulary);
  return load_tokenizer(directory.path());
}

template <typename Action>
Error error_of(Action action) {
  try {
    action();
  } catch (const Error& error) {
    return error;
  }
  return {ErrorCode::kInternal, "nothing was thrown"};
}

TEST(Tokenizer, IllFormedBytesAreReplacedAndCounted) {
  const auto tokenizer = bert();
  // BERT drops U+FFFD; the offsets stay those of the bytes that came
  const Encoding encoding = tokenizer->encode("red\xFF\xFF \xE2\x82 blues\xC3", {}, {0, true});
  EXPECT_EQ(encoding.ids, (Ids{2, 5, 6, 7, 3}));
  EXPECT_EQ(encoding.invalid_utf8, 4U);
  EXPECT_EQ(encoding.offsets[1], (Span{0, 3}));
  EXPECT_EQ(encoding.offsets[2], (Span{9, 13}));
  EXPECT_EQ(encoding.offsets[3], (Span{13, 14}));
  std::vector<Span> offsets = encoding.offsets;
  to_code_points("red\xFF\xFF \xE2\x82 blues\xC3", offsets);
  EXPECT_EQ(offsets[2], (Span{8, 12}));
  const Encoding pair = tokenizer->encode("\xC0", "\xF8", {});
  EXPECT_EQ(pair.invalid_utf8, 2U);
}

TEST(Tokenizer, OffsetsAreOfTheOriginalText) {
  const Encoding encoding = bert()->encode("CAF\xC3\x89 red", {}, {0, true});
  EXPECT_EQ(encoding.ids, (Ids{2, 9, 10, 5, 3}));
  EXPECT_EQ(encoding.offsets[2], (Span{3, 5}));
  EXPECT_EQ(encoding.sequence, (Ids{-1, 0, 0, 0, -1}));
}

TEST(Tokenizer, CutsToTheLimitAndSaysSo) {
  const auto tokenizer = bert();
  const Encoding whole = tokenizer->encode("red red red", {}, {5, false});
  EXPECT_EQ(whole.ids.size(), 5U);
  EXPECT_FALSE(whole.truncated);
  EXPECT_TRUE(whole.offsets.empty());
  const Encoding cut = tokenizer->encode("red red red", {}, {4, false});
  EXPECT_EQ(cut.ids, (Ids{2, 5, 5, 3}));
  EXPECT_TRUE(cut.truncated);
  const Encoding pair = tokenizer->encode("red red red", "blue", {6, false});
  EXPECT_EQ(pair.ids, (Ids{2, 5, 5, 3, 6, 3}));
  EXPECT_EQ(pair.type_ids, (Ids{0, 0, 0, 0, 1, 1}));
  EXPECT_TRUE(pair.truncated);
}

TEST(Tokenizer, ALimitWithoutRoomIsRefused) {
  const auto tokenizer = bert();
  for (const int limit : {1, 2}) {
    const Error error = error_of([&] { (void)tokenizer->encode("red", {}, {limit, false}); });
    EXPECT_EQ(error.code(), ErrorCode::kInvalidInput) << error.what();
  }
  EXPECT_EQ(error_of([&] {
              (void)tokenizer->encode("a", "b", {3, false});
            }).code(),
            ErrorCode::kInvalidInput);
  EXPECT_EQ(error_of([&] {
              (void)tokenizer->encode_windows("red", {}, {0, false}, 0);
            }).code(),
            ErrorCode::kInvalidInput);
  // no room beside the first text, and a stride as long as the window
  EXPECT_EQ(error_of([&] {
              (void)tokenizer->encode_windows("red red red", "blue blue", {6, false}, 0);
            }).code(),
            ErrorCode::kInvalidInput);
  EXPECT_EQ(error_of([&] {
              (void)tokenizer->encode_windows("a b c d", {}, {5, false}, 3);
            }).code(),
            ErrorCode::kInvalidInput);
}

TEST(Tokenizer, WindowsCoverTheText) {
  const auto windows = bert()->encode_windows("red blue red blue red", {}, {5, true}, 1);
  ASSERT_EQ(windows.size(), 2U);
  EXPECT_EQ(windows[0].ids, (Ids{2, 5, 6, 5, 3}));
  EXPECT_EQ(windows[1].ids, (Ids{2, 5, 6, 5, 3}));
  EXPECT_EQ(windows[1].offsets[1], (Span{9, 12}));
  EXPECT_EQ(bert()->encode_windows("", {}, {5, true}, 1).size(), 1U);
}

TEST(Tokenizer, TheUnknownTokenIsKnown) {
  const auto tokenizer = bert();
  ASSERT_EQ(tokenizer->unknown_token(), 1);
  EXPECT_EQ(tokenizer->encode("red zebra", {}, {}).ids, (Ids{2, 5, 1, 3}));
}

TEST(Tokenizer, SizeOfTheVocabulary) { EXPECT_EQ(bert()->vocab_size(), 12); }

TEST(Tokenizer, CasedVocabularyKeepsCaseAndAccents) {
  const base::TemporaryDirectory directory;
  directory.write("vocab.txt", kVocabulary);
  directory.write("tokenizer_config.json", R"({"do_lower_case": false})");
  const auto tokenizer = load_tokenizer(directory.path());
  EXPECT_EQ(tokenizer->encode("Red red \xC3\xA9", {}, {}).ids, (Ids{2, 1, 5, 11, 3}));
}

std::unique_ptr<Tokenizer> words() {
  const base::TemporaryDirectory directory;
  directory.write("config.json", R"({"model_type": "bilstm", "word_pattern":
                                     "[a-z0-9]+|[^\\sa-z0-9]", "lowercase": true})");
  directory.write("vocab.txt", "<pad>\n<unk>\nit\n'\ns\n\xC3\xA9\n\xCF\x82\n\xCF\x83\nvirus2\n");
  return load_tokenizer(directory.path());
}

TEST(WordTokenizer, FindsWordsAndSingleCharacters) {
  const Encoding encoding = words()->encode(
      "It's\x1C"
      "caf\xC3\x89 Virus2!",
      {}, {0, true});
  EXPECT_EQ(encoding.ids, (Ids{2, 3, 4, 1, 5, 8, 1}));
  EXPECT_EQ(encoding.offsets[4], (Span{8, 10}));
  EXPECT_EQ(encoding.sequence, (Ids{0, 0, 0, 0, 0, 0, 0}));
}

TEST(WordTokenizer, ATextWithoutWordsIsOneUnknown) {
  EXPECT_EQ(words()->encode("", {}, {}).ids, (Ids{1}));
  EXPECT_EQ(words()->encode(" \t\n", {}, {1, true}).ids, (Ids{1}));
}

TEST(WordTokenizer, LowersAFinalSigmaAsPythonDoes) {
  // not final before a letter, even behind an apostrophe; final behind one at the end
  EXPECT_EQ(words()->encode("\xCE\xA3\xCE\xA3", {}, {}).ids, (Ids{7, 6}));
  EXPECT_EQ(words()->encode("\xCE\xA3", {}, {}).ids, (Ids{7}));
  EXPECT_EQ(words()->encode("it\xCE\xA3's", {}, {}).ids, (Ids{2, 7, 3, 4}));
  EXPECT_EQ(words()->encode("it'\xCE\xA3", {}, {}).ids, (Ids{2, 3, 6}));
}

TEST(WordTokenizer, SeparatesPairsWhereTheVocabularySaysSo) {
  const base::TemporaryDirectory directory;
  directory.write("config.json", R"({"model_type": "bilstm"})");
  directory.write("vocab.txt", "<pad>\n<unk>\n<sep>\na\nb\n");
  const auto tokenizer = load_tokenizer(directory.path());
  EXPECT_EQ(tokenizer->encode("a b", "b <sep>", {}).ids, (Ids{3, 4, 2, 4, 1, 1, 1}));
  EXPECT_EQ(tokenizer->encode("a b", "b a", {3, false}).ids, (Ids{3, 2, 4}));
  EXPECT_EQ(tokenizer->encode("a", {}, {}).ids, (Ids{3}));
}

TEST(WordTokenizer, RefusesAnotherPattern) {
  const base::TemporaryDirectory directory;
  directory.write("config.json", R"({"model_type": "bilstm", "word_pattern": "\\w+"})");
  directory.write("vocab.txt", "<pad>\n<unk>\n");
  EXPECT_EQ(error_of([&] { (void)load_tokenizer(directory.path()); }).code(),
            ErrorCode::kUnsupported);
}

TEST(Tokenizer, ItsSourceIsEverythingButTheModel) {
  const base::TemporaryDirectory directory;
  const auto config = [&directory](const char* json) { directory.write("config.json", json); };
  config(R"({"model_type": "bert"})");
  const auto vocabulary = directory.write("vocab.txt", kVocabulary);
  directory.write("model.safetensors", "");
  const TokenizerSource bert = tokenizer_source(directory.path());
  EXPECT_EQ(bert.files, std::vector{vocabulary});
  config(R"({"model_type": "bert", "num_labels": 7})");
  EXPECT_EQ(tokenizer_source(directory.path()).tokenizer_class, bert.tokenizer_class);
  config(R"({"model_type": "mpnet"})");
  EXPECT_NE(tokenizer_source(directory.path()).tokenizer_class, bert.tokenizer_class);
  config(R"({"model_type": "bilstm"})");
  EXPECT_EQ(tokenizer_source(directory.path()).files.size(), 2U);
  directory.write("added_tokens.json", "{}");
  EXPECT_EQ(tokenizer_source(directory.path()).files.size(), 3U);
}

TEST(Tokenizer, ADirectoryWithoutFilesSaysWhatWouldDo) {
  const base::TemporaryDirectory directory;
  const Error error = error_of([&] { (void)load_tokenizer(directory.path()); });
  EXPECT_EQ(error.code(), ErrorCode::kNotFound);
  EXPECT_NE(std::string(error.what()).find("tokenizer.json"), std::string::npos);
}

TEST(Tokenizer, BareBytePairFiles) {
  const base::TemporaryDirectory directory;
  directory.write("vocab.json", R"({"<s>": 0, "</s>": 1, "a": 2, "b": 3, "ab": 4, "Ġ": 5})");
  directory.write("merges.txt", "#version: 0.2\na b\r\n\n");
  const auto tokenizer = load_tokenizer(directory.path());
  EXPECT_EQ(tokenizer->encode("ab ba", {}, {}).ids, (Ids{0, 4, 5, 3, 2, 1}));
  EXPECT_EQ(tokenizer->encode("a", "b", {}).ids, (Ids{0, 2, 1, 1, 3, 1}));
  directory.write("merges.txt", "a b\nb c\n");
  const Error error = error_of([&] { (void)load_tokenizer(directory.path()); });
  EXPECT_EQ(error.code(), ErrorCode::kInvalidModel);
  EXPECT_NE(std::string(error.what()).find("merge 2"), std::string::npos) << error.what();
}

}  // namespace
}  // namespace tango::text
