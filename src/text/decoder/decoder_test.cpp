#include "text/decoder/decoder.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <tango/error.h>

#include "base/json.h"
#include "text/decoder/detokenizer.h"
#include "text/load/loaders.h"
#include "text/testing/places.h"
#include "text/tokenizer.h"

namespace tango::text {
namespace {

/// Equality with PyPI `tokenizers` (tests/parity/decoder_goldens.py).
TEST(Decoder, GivesTheTextsOfTokenizers) {
  const base::Json golden = base::read_json(testing::golden("decoders.json"));
  for (const auto& [name, one] : golden.at("decoders").items()) {
    const auto tokenizer = load_tokenizer_json(one.at("tokenizer").dump(), name);
    for (const auto& example : one.at("cases")) {
      const auto ids = example.at(0).get<std::vector<std::int32_t>>();
      EXPECT_EQ(tokenizer->detokenizer()->decode(ids, true), example.at(1).get<std::string>())
          << name << ": " << example.at(0);
      EXPECT_EQ(tokenizer->detokenizer()->decode(ids, false), example.at(2).get<std::string>())
          << name << ": " << example.at(0);
    }
  }
}

base::Json tokenizer_with(const base::Json& decoder) {
  return {{"model", {{"type", "WordLevel"}, {"vocab", {{"a", 0}}}, {"unk_token", "a"}}},
          {"decoder", decoder}};
}

TEST(Decoder, AnUnknownOneFailsOnlyWhenItIsUsed) {
  const auto tokenizer = load_tokenizer_json(tokenizer_with({{"type", "CTC"}}).dump(), "file");
  EXPECT_EQ(tokenizer->encode("a", {}, {}).ids.size(), 1U);
  EXPECT_THROW((void)tokenizer->detokenizer()->decode(std::vector<std::int32_t>{0}, true), Error);
}

TEST(Decoder, RefusesWhatIsMalformed) {
  for (const char* decoder :
       {R"({})", R"({"type": "Strip", "content": "ab", "start": 0, "stop": 0})",
        R"({"type": "Strip", "content": "a", "start": -1, "stop": 0})", R"({"type": "BPEDecoder"})",
        R"({"type": "BPEDecoder", "suffix": ""})", R"({"type": "Sequence"})",
        R"({"type": "Replace", "content": "x"})"}) {
    EXPECT_THROW((void)load_tokenizer_json(
                     tokenizer_with(base::parse_json(decoder, "decoder")).dump(), "file"),
                 Error)
        << decoder;
  }
}

TEST(Decoder, TakesNoUnboundedMemory) {
  base::Json doubling = base::Json::array();
  for (int i = 0; i < 64; ++i) {
    doubling.push_back({{"type", "Replace"}, {"pattern", {{"String", "a"}}}, {"content", "aa"}});
  }
  const base::Json decoder{{"type", "Sequence"}, {"decoders", doubling}};
  const auto tokenizer = load_tokenizer_json(tokenizer_with(decoder).dump(), "file");
  EXPECT_THROW((void)tokenizer->detokenizer()->decode(std::vector<std::int32_t>{0}, true), Error);
}

TEST(Decoder, StripsWhatTokenizersFailsOn) {
  std::vector<std::string> tokens{"aa", "", "a"};
  StripDecoder(U'a', 2, 1).apply(tokens);
  EXPECT_EQ(tokens, (std::vector<std::string>{"", "", ""}));
}

}  // namespace
}  // namespace tango::text
