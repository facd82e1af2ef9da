// SentencePiece models without a tokenizer.json, by the golden that
// tests/parity/sentencepiece_goldens.py writes, and files that are none.
#include <gtest/gtest.h>

#include <tango/error.h>

#include "base/json.h"
#include "base/temporary_directory_test.h"
#include "text/load/sentencepiece_model.h"
#include "text/normalizer/base64.h"
#include "text/testing/places.h"
#include "text/tokenizer.h"

namespace tango::text {
namespace {

using base::Json;
using Ids = std::vector<std::int32_t>;

TEST(SentencePiece, EachClassAnswersAsTransformers) {
  const Json golden = base::read_json(testing::golden("sentencepiece.json"));
  const Json& texts = golden.at("texts");
  for (const auto& [name, kind] : golden.at("classes").items()) {
    const base::TemporaryDirectory directory;
    directory.write(kind.at("file").get<std::string>(),
                    decode_base64(kind.at("model").get<std::string>()).value());
    directory.write("tokenizer_config.json", kind.at("configuration").dump());
    const auto tokenizer = load_tokenizer(directory.path());
    for (std::size_t i = 0; i < texts.size(); ++i) {
      const auto text = texts.at(i).get<std::string>();
      EXPECT_EQ(tokenizer->encode(text, std::nullopt, {}).ids, kind.at("ids").at(i).get<Ids>())
          << name << ": " << text;
      EXPECT_EQ(tokenizer->encode(text, "of that", {}).ids, kind.at("pair_ids").at(i).get<Ids>())
          << name << ", pair: " << text;
    }
  }
}

TEST(SentencePiece, AnotherClassIsRefusedByName) {
  const base::TemporaryDirectory directory;
  directory.write("spiece.model", "\x0A\x03\x0A\x01x");
  directory.write("tokenizer_config.json", R"({"tokenizer_class": "OddTokenizer"})");
  try {
    (void)load_tokenizer(directory.path());
    FAIL() << "loaded";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::kUnsupported);
    EXPECT_NE(std::string(error.what()).find("OddTokenizer"), std::string::npos) << error.what();
  }
}

TEST(SentencePiece, ReadsFieldsAndPassesOverOthers) {
  const std::string piece = std::string("\x0A\x01x\x15\x00\x00\x00\xBF\x18\x03", 10);  // -0.5
  const std::string message = std::string("\x0A\x0A", 2) + piece +
                              std::string("\x12\x05\x18\x02\xC0\x02\x07", 7) + "\x1A\x03\x12\x01m" +
                              "\x20\x05";
  const SentencePieceModel model = read_sentencepiece_model(message, "FILE");
  ASSERT_EQ(model.pieces.size(), 1U);
  EXPECT_EQ(model.pieces[0].text, "x");
  EXPECT_EQ(model.pieces[0].score, -0.5);
  EXPECT_TRUE(model.pieces[0].matched_whole);
  EXPECT_EQ(model.unk_id, 7);
  EXPECT_FALSE(model.unigram);
  EXPECT_EQ(model.character_map, "m");
}

TEST(SentencePiece, RefusesWhatIsNoModel) {
  for (const char* bytes :
       {"", "version https", "\x0A", "\x0A\x7F", "\x0A\xFF\xFF\xFF\xFF\xFF\xFF", "\x0B",
        "\x0A\x03\x0A\x01\xFF", "\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF"}) {
    EXPECT_THROW((void)read_sentencepiece_model(bytes, "FILE"), Error) << bytes;
  }
}

}  // namespace
}  // namespace tango::text
