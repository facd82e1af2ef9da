// Malformed and unsupported tokenizer.json: an error that names what is wrong, never a crash.
#include <gtest/gtest.h>

#include <tango/error.h>

#include "base/expect_error_test.h"
#include "text/load/loaders.h"

namespace tango::text {
namespace {

/// A valid file with one field replaced.
std::string with(std::string_view pointer, std::string_view value) {
  base::Json json = base::Json::parse(R"({
    "version": "1.0",
    "added_tokens": [{"id": 0, "content": "[CLS]", "special": true},
                     {"id": 3, "content": "<new>", "special": true}],
    "normalizer": {"type": "Lowercase"},
    "pre_tokenizer": {"type": "Whitespace"},
    "post_processor": {"type": "TemplateProcessing",
      "single": [{"SpecialToken": {"id": "[CLS]", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}}],
      "pair": [{"Sequence": {"id": "A", "type_id": 0}}, {"Sequence": {"id": "B", "type_id": 1}}],
      "special_tokens": {"[CLS]": {"id": "[CLS]", "ids": [0], "tokens": ["[CLS]"]}}},
    "model": {"type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##",
              "max_input_chars_per_word": 100, "vocab": {"[CLS]": 0, "[UNK]": 1, "a": 2}}})");
  json[base::Json::json_pointer(std::string(pointer))] = base::Json::parse(value);
  return json.dump();
}

struct Fault {
  const char* pointer;
  const char* value;
  ErrorCode code;
  const char* names;  ///< What the message must name.
};

class FaultyFile : public ::testing::TestWithParam<Fault> {};

TEST_P(FaultyFile, IsRefused) {
  const Fault& fault = GetParam();
  try {
    (void)load_tokenizer_json(with(fault.pointer, fault.value), "FILE");
    FAIL() << "loaded";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), fault.code) << error.what();
    EXPECT_NE(std::string(error.what()).find(fault.names), std::string::npos) << error.what();
    EXPECT_EQ(std::string(error.what()).rfind("FILE", 0), 0U) << error.what();
  }
}

constexpr ErrorCode kInvalid = ErrorCode::kInvalidModel;
constexpr ErrorCode kNotHere = ErrorCode::kUnsupported;

INSTANTIATE_TEST_SUITE_P(
    Load, FaultyFile,
    ::testing::Values(
        Fault{"/version", R"("2.0")", kNotHere, "2.0"},
        Fault{"/normalizer", R"({"type": "Odd"})", kNotHere, "Odd"},
        Fault{"/normalizer", R"({"type": "Precompiled"})", kInvalid, "precompiled_charsmap"},
        Fault{"/normalizer", R"({"type": "Precompiled", "precompiled_charsmap": "A"})", kInvalid,
              "base64"},
        Fault{"/normalizer", R"({"type": "Precompiled", "precompiled_charsmap": "CAAAAAAA"})",
              kInvalid, "trie"},
        Fault{"/normalizer", R"({"type": "Sequence"})", kInvalid, "normalizers"},
        Fault{"/normalizer", R"({"type": "Replace", "pattern": {"Regex": "(a"}, "content": ""})",
              kInvalid, "parenthesis"},
        Fault{"/normalizer", R"({"type": "Replace", "pattern": {}, "content": ""})", kInvalid,
              "Regex"},
        Fault{"/normalizer", R"([])", kInvalid, "object"},
        Fault{"/pre_tokenizer", R"({"type": "Odd"})", kNotHere, "Odd"},
        Fault{"/pre_tokenizer", R"({"type": "Metaspace"})", kInvalid, "replacement"},
        Fault{"/pre_tokenizer", R"({"type": "Metaspace", "replacement": "__"})", kInvalid,
              "one character"},
        Fault{"/pre_tokenizer",
              R"({"type": "Metaspace", "replacement": "_", "prepend_scheme": "odd"})", kInvalid,
              "odd"},
        Fault{"/pre_tokenizer",
              R"({"type": "Metaspace", "replacement": "_", "prepend_scheme": "first",
                  "add_prefix_space": false})",
              kInvalid, "never"},
        Fault{"/pre_tokenizer", R"({"type": "Split"})", kInvalid, "pattern"},
        Fault{"/pre_tokenizer",
              R"({"type": "Split", "pattern": {"String": "a"}, "behavior": "Removed"})", kInvalid,
              "invert"},
        Fault{"/pre_tokenizer", R"({"type": "CharDelimiterSplit", "delimiter": "ab"})", kInvalid,
              "one character"},
        Fault{"/pre_tokenizer", R"({"type": "FixedLength", "length": 0})", kInvalid, "at least 1"},
        Fault{"/pre_tokenizer", R"({"type": "Punctuation", "behavior": "Odd"})", kNotHere, "Odd"},
        Fault{"/model/type", R"("Odd")", kNotHere, "Odd"},
        Fault{"/model/type", R"("Unigram")", kInvalid, "Unigram"},
        Fault{"/model", R"({"type": "Unigram", "vocab": [["a"]]})", kInvalid, "piece 0"},
        Fault{"/model", R"({"type": "Unigram", "vocab": [["a", 0], ["b", "c"]]})", kInvalid,
              "piece 1"},
        Fault{"/model", R"({"type": "Unigram", "vocab": [["a", 0.5]], "unk_id": 1})", kInvalid,
              "unk_id"},
        Fault{"/model/vocab", R"({"[CLS]": 0, "[UNK]": 1, "a": 1})", kInvalid, "same id 1"},
        Fault{"/model/vocab", R"({"[CLS]": 0, "[UNK]": -1})", kInvalid, "-1"},
        Fault{"/model/vocab", R"({"[CLS]": 0, "[UNK]": 4294967296})", kInvalid, "4294967296"},
        Fault{"/model/vocab", R"({"[CLS]": 0, "[UNK]": 1.5})", kInvalid, "1.5"},
        Fault{"/model/vocab", R"([["a", 0]])", kInvalid, "vocabulary"},
        Fault{"/model/max_input_chars_per_word", "-1", kInvalid, "max_input_chars_per_word"},
        Fault{"/model", R"({"type": "BPE", "vocab": {"a": 0}, "merges": ["a b"]})", kInvalid,
              "\"b\""},
        Fault{"/model", R"({"type": "BPE", "vocab": {"a": 0}, "merges": ["a  a"]})", kInvalid,
              "one space"},
        Fault{"/model", R"({"type": "BPE", "vocab": {"a": 0}, "merges": [["a"]]})", kInvalid,
              "merge 1"},
        Fault{"/model", R"({"type": "BPE", "vocab": {"a": 0}})", kInvalid, "merges"},
        Fault{"/model", R"({"type": "BPE", "vocab": {"a": 0}, "merges": ["a a"]})", kInvalid,
              "\"aa\""},
        Fault{"/model", R"({"type": "BPE", "vocab": {}, "merges": [], "dropout": 0.1})", kNotHere,
              "dropout"},
        Fault{"/model",
              R"({"type": "BPE", "vocab": {"a": 0, "b": 1}, "merges": ["a b"],
                  "continuing_subword_prefix": "##"})",
              kInvalid, "prefix"},
        Fault{"/post_processor", R"({"type": "Odd"})", kNotHere, "Odd"},
        Fault{"/post_processor", R"({"type": "BertProcessing", "cls": ["[CLS]", 0]})", kInvalid,
              "sep"},
        Fault{"/post_processor",
              R"({"type": "BertProcessing", "cls": ["[CLS]", 0], "sep": ["x", 99]})", kInvalid,
              "99"},
        Fault{"/post_processor/special_tokens", "{}", kInvalid, "[CLS]"},
        Fault{"/post_processor/single/1/Sequence/id", R"("B")", kInvalid, "single"},
        Fault{"/post_processor/pair", "[]", kInvalid, "pair"},
        Fault{"/post_processor/single/0", R"({"Odd": {"id": "A", "type_id": 0}})", kInvalid, "Odd"},
        Fault{"/added_tokens/0/id", "2", kInvalid, "[CLS]"},
        Fault{"/added_tokens/1/id", "7", kInvalid, "<new>"},
        Fault{"/added_tokens/1/content", R"("")", kInvalid, "empty"},
        Fault{"/added_tokens/1/id", "null", kInvalid, "id"},
        Fault{"/added_tokens", "5", kInvalid, "added_tokens"}));

TEST(LoadTokenizerJson, RefusesWhatIsNoJson) {
  for (const char* content : {"", "{", "[]", "null", "\"\\ud800\"", "\xFF"}) {
    EXPECT_THROW((void)load_tokenizer_json(content, "FILE"), Error) << content;
  }
}

TEST(LoadTokenizerJson, WithoutItsUnknownTokenOnlyTextsThatNeedItFail) {
  for (
      const char* model :
      {R"({"type": "WordPiece", "unk_token": "gone", "vocab": {"[CLS]": 0, "[SEP]": 1, "a": 2}})",
       R"({"type": "WordLevel", "unk_token": "gone", "vocab": {"[CLS]": 0, "[SEP]": 1, "a": 2}})"}) {
    const auto tokenizer = load_tokenizer_json(with("/model", model), "FILE");
    EXPECT_EQ(tokenizer->encode("a a", {}, {}).ids, (std::vector<std::int32_t>{0, 2, 2}));
    base::expect_error(ErrorCode::kInvalidInput, {"\"gone\""},
                       [&] { (void)tokenizer->encode("a b", {}, {}); });
  }
}

TEST(LoadTokenizerJson, LoadsTheSoundFile) {
  const auto tokenizer = load_tokenizer_json(with("/version", R"("1.0")"), "FILE");
  EXPECT_EQ(tokenizer->encode("a <new>", {}, {}).ids, (std::vector<std::int32_t>{0, 2, 3}));
  EXPECT_EQ(tokenizer->vocab_size(), 4);
}

}  // namespace
}  // namespace tango::text
