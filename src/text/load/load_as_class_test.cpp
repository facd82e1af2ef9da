// Which files decide, by class: what `transformers` 5 gives for the same folders (tests/parity's
// directories.py draws many more).
#include <gtest/gtest.h>

#include "base/expect_error_test.h"
#include "base/temporary_directory_test.h"
#include "text/tokenizer.h"

namespace tango::text {
namespace {

using Ids = std::vector<std::int32_t>;

constexpr const char* kWordsOfClasses = "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\nred\nRed\nblue\n##s\n";

/// Lowercases, and has a post-processor of its own.
constexpr const char* kFile = R"({
  "version": "1.0",
  "added_tokens": [{"id": 9, "content": "<new>", "special": false, "normalized": false}],
  "normalizer": {"type": "Lowercase"},
  "pre_tokenizer": {"type": "Whitespace"},
  "post_processor": {"type": "TemplateProcessing",
    "single": [{"Sequence": {"id": "A", "type_id": 0}}],
    "pair": [{"Sequence": {"id": "A", "type_id": 0}}, {"Sequence": {"id": "B", "type_id": 1}}],
    "special_tokens": {}},
  "model": {"type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##",
            "max_input_chars_per_word": 100,
            "vocab": {"[PAD]": 0, "[UNK]": 1, "[CLS]": 2, "[SEP]": 3, "[MASK]": 4, "red": 5,
                      "Red": 6, "blue": 7, "##s": 8}}})";

class LoadAsClass : public ::testing::Test {
 protected:
  void write(const char* name, const std::string& content) {
    (void)directory_.write(name, content);
  }
  [[nodiscard]] Encoding encode(std::string_view text,
                                std::optional<std::string_view> pair = std::nullopt) const {
    return load_tokenizer(directory_.path())->encode(text, pair, {});
  }
  [[nodiscard]] std::unique_ptr<Tokenizer> load() const {
    return load_tokenizer(directory_.path());
  }

 private:
  base::TemporaryDirectory directory_;
};

TEST_F(LoadAsClass, TokenizerConfigOutranksTokenizerJson) {
  write("tokenizer.json", kFile);
  write("tokenizer_config.json",
        R"({"tokenizer_class": "BertTokenizerFast", "do_lower_case": false})");
  EXPECT_EQ(encode("Red red <new>").ids, (Ids{2, 6, 5, 9, 3}));
  write("tokenizer_config.json", R"({"tokenizer_class": "BertTokenizer"})");
  EXPECT_EQ(encode("Red reds").ids, (Ids{2, 5, 5, 8, 3}));
}

TEST_F(LoadAsClass, AClassWithoutAPipelineReadsTheFileAsItStands) {
  write("tokenizer.json", kFile);
  write("tokenizer_config.json",
        R"({"tokenizer_class": "PreTrainedTokenizerFast", "do_lower_case": false})");
  EXPECT_EQ(encode("Red", "blue").ids, (Ids{5, 7}));
  EXPECT_EQ(encode("Red", "blue").type_ids, (Ids{0, 0}));
}

TEST_F(LoadAsClass, TheModelTypeChoosesWhereNoClassIsNamed) {
  write("tokenizer.json", kFile);
  EXPECT_EQ(encode("Red").ids, (Ids{5}));
  write("config.json", R"({"model_type": "electra"})");
  EXPECT_EQ(encode("Red", "blue").ids, (Ids{2, 5, 3, 7, 3}));
  EXPECT_EQ(encode("Red", "blue").type_ids, (Ids{0, 0, 0, 1, 1}));
}

TEST_F(LoadAsClass, ModelInputNamesDecideTheTypes) {
  write("vocab.txt", kWordsOfClasses);
  write("tokenizer_config.json", R"({"model_input_names": ["input_ids", "attention_mask"]})");
  EXPECT_EQ(encode("red", "blue").type_ids, (Ids{0, 0, 0, 0, 0}));
  write("tokenizer_config.json", R"({"tokenizer_class": "DistilBertTokenizer"})");
  EXPECT_EQ(encode("red", "blue").type_ids, (Ids{0, 0, 0, 0, 0}));
}

TEST_F(LoadAsClass, TokensAddedBesideCount) {
  write("vocab.txt", kWordsOfClasses);
  write("added_tokens.json", R"({"[E2]": 11, "[E1]": 10})");
  write("special_tokens_map.json",
        R"({"additional_special_tokens": ["[E3]"], "sep_token": "<sep>"})");
  EXPECT_EQ(encode("[e1] red[E2][E3]").ids, (Ids{2, 9, 5, 10, 12, 11}));
  // what lists its tokens itself is not joined with the older files
  write("tokenizer_config.json", R"({"added_tokens_decoder":
      {"9": {"content": "<user>", "special": true, "normalized": false, "lstrip": true}}})");
  EXPECT_EQ(encode("red <user> red").ids, (Ids{2, 5, 9, 5, 3}));
}

TEST_F(LoadAsClass, ASpecialTokenWhoseIdAnotherFileTookGetsTheNext) {
  write("tokenizer.json", kFile);  // where 9 is "<new>"
  write("added_tokens.json", R"({"[E1]": 9, "[E2]": 9})");
  write("special_tokens_map.json", R"({"additional_special_tokens": ["[E1]"]})");
  EXPECT_EQ(encode("<new>[E1]").ids, (Ids{9, 10}));
}

TEST_F(LoadAsClass, SaysHowLongAnInputShouldBe) {
  write("vocab.txt", kWordsOfClasses);
  EXPECT_EQ(load()->model_max_length(), std::nullopt);
  write("tokenizer_config.json", R"({"model_max_length": 384})");
  EXPECT_EQ(load()->model_max_length(), 384);
  write("tokenizer_config.json", R"({"model_max_length": 1000000000000000019884624838656})");
  EXPECT_EQ(load()->model_max_length(), std::nullopt);
  write("tokenizer_config.json", R"({"model_max_length": Infinity})");
  EXPECT_EQ(load()->model_max_length(), std::nullopt);
}

TEST_F(LoadAsClass, TruncationSideSaysWhichEndGoes) {
  write("tokenizer.json", kFile);
  const auto cut = [&](const char* text, std::optional<std::string_view> pair, int most) {
    return load()->encode(text, pair, {.max_tokens = most});
  };
  write("tokenizer_config.json",
        R"({"tokenizer_class": "BertTokenizer", "truncation_side": "left"})");
  EXPECT_EQ(cut("red blue red [MASK] blue", std::nullopt, 5).ids, (Ids{2, 5, 4, 7, 3}));
  EXPECT_TRUE(cut("red blue red [MASK] blue", std::nullopt, 5).truncated);
  EXPECT_EQ(cut("red blue red", std::nullopt, 5).ids, (Ids{2, 5, 7, 5, 3}));
  EXPECT_EQ(cut("red blue", "blue blue red [MASK] red", 7).ids, (Ids{2, 5, 7, 3, 4, 5, 3}));
  const auto windows = load()->encode_windows("red blue red [MASK] blue", std::nullopt, {5}, 1);
  ASSERT_EQ(windows.size(), 2U);
  EXPECT_EQ(windows[0].ids, (Ids{2, 5, 4, 7, 3}));
  EXPECT_EQ(windows[1].ids, (Ids{2, 5, 7, 5, 3}));
  write("tokenizer_config.json",
        R"({"tokenizer_class": "BertTokenizer", "truncation_side": "middle"})");
  base::expect_error(ErrorCode::kInvalidModel, {"left or right"}, [&] { (void)load(); });
}

TEST_F(LoadAsClass, TheFilesOwnTruncationSaysWhichEndGoesToo) {
  std::string file = kFile;
  file.insert(1, R"("truncation": {"direction": "Left", "max_length": 3, "strategy": "LongestFirst",
                                   "stride": 0}, )");
  write("tokenizer.json", file);
  for (const char* name : {"PreTrainedTokenizerFast", "BertTokenizer"}) {
    write("tokenizer_config.json", std::string(R"({"tokenizer_class": ")") + name + "\"}");
    const Ids ids = load()->encode("red blue red blue", std::nullopt, {.max_tokens = 3}).ids;
    EXPECT_EQ(ids, name[0] == 'B' ? (Ids{2, 7, 3}) : (Ids{7, 5, 7}));
  }
  write("tokenizer_config.json",
        R"({"tokenizer_class": "BertTokenizer", "truncation_side": "right"})");
  EXPECT_EQ(load()->encode("red blue red", std::nullopt, {.max_tokens = 3}).ids, (Ids{2, 5, 3}));
}

TEST_F(LoadAsClass, RefusesByName) {
  write("vocab.txt", kWordsOfClasses);
  for (const auto& [config, name] :
       {std::pair{R"({"tokenizer_class": "BertweetTokenizer"})", "BertweetTokenizer"},
        std::pair{
            R"({"auto_map": {"AutoTokenizer": ["tokenization_kobert.KoBertTokenizer", null]}})",
            "trust_remote_code"},
        std::pair{R"({"split_special_tokens": true})", "split_special_tokens"}}) {
    write("tokenizer_config.json", config);
    base::expect_error(ErrorCode::kUnsupported, {"tokenizer_config.json", name},
                       [&] { (void)load(); });
  }
}

}  // namespace
}  // namespace tango::text
