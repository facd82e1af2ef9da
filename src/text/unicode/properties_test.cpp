// Every scalar value through every stage that reads the tables, against PyPI `tokenizers`.
#include "text/unicode/properties.h"

#include <gtest/gtest.h>

#include "base/json.h"
#include "base/sanitized.h"
#include "base/utf8.h"
#include "text/normalizer/load_normalizer.h"
#include "text/pre_tokenizer/load_pre_tokenizer.h"
#include "text/testing/checksum.h"
#include "text/testing/places.h"

namespace tango::text {
namespace {

using base::Json;

std::string utf8(char32_t value) {
  std::string text;
  base::append_utf8(value, text);
  return text;
}

std::string join(std::initializer_list<std::string_view> parts) {
  std::string joined;
  for (const std::string_view part : parts) joined += part;
  return joined;
}

constexpr char32_t kSparse = 0x30000;  // from here on hardly a character is assigned

template <typename Answer>
void compare_blocks(const Json& sums, char32_t block, const std::string& name, Answer answer) {
  for (std::size_t i = 0; i < sums.size(); ++i) {
    const auto first = static_cast<char32_t>(i * block);
    if (base::kSanitized && first >= kSparse && i % 8 != 0) continue;
    testing::Checksum sum;
    for (char32_t value = first; value < first + block; ++value) {
      if (value < 0xD800 || value > 0xDFFF) answer(utf8(value), sum);
    }
    EXPECT_EQ(sum.value(), sums[i].get<std::uint32_t>())
        << name << ", U+" << std::hex << static_cast<std::uint32_t>(first) << " and on";
  }
}

TEST(Unicode, NormalizersAgreeOnEveryScalarValue) {
  const Json golden = base::read_json(testing::golden("unicode.json"));
  const auto block = golden.at("block").get<char32_t>();
  for (const auto& [name, sums] : golden.at("normalizers").items()) {
    const NormalizerStage stage(
        load_normalizer(golden.at("configurations").at("normalizer " + name), name));
    NormalizedText out;
    compare_blocks(sums, block, name, [&](const std::string& text, testing::Checksum& sum) {
      for (const std::string& input : {text, join({"e", text, "\u0316\u0301x\u0345", text})}) {
        stage.apply(input, 0, out);
        sum.add(out.text);
        sum.add(std::string_view("\n"));
      }
    });
  }
}

TEST(Unicode, PreTokenizersAgreeOnEveryScalarValue) {
  const Json golden = base::read_json(testing::golden("unicode.json"));
  const auto block = golden.at("block").get<char32_t>();
  for (const auto& [name, sums] : golden.at("pre_tokenizers").items()) {
    const auto pre_tokenizer = load_pre_tokenizer(
        golden.at("configurations").at("pre-tokenizer " + name), WordBytes::kRaw, name);
    compare_blocks(sums, block, name, [&](const std::string& text, testing::Checksum& sum) {
      NormalizedText normalized;
      normalized.text = join({"a", text, " 1", text, "!", text, text, "z"});
      std::vector<Span> words{{0, static_cast<std::uint32_t>(normalized.text.size())}};
      pre_tokenizer->split(normalized, words);
      to_code_points(normalized.text, words);
      for (const Span word : words) {
        const char bytes[] = {static_cast<char>(word.begin), static_cast<char>(word.end)};
        sum.add(std::string_view(bytes, 2));
      }
      sum.add(std::string_view("\n"));
    });
  }
}

TEST(Unicode, ComposesHangulAndMarks) {
  EXPECT_TRUE(unicode::compose(U'e', U'\u0301') == U'\u00E9');
  EXPECT_TRUE(unicode::compose(U'\u1100', U'\u1161') == U'\uAC00');
  EXPECT_TRUE(unicode::compose(U'\uAC00', U'\u11A8') == U'\uAC01');
  EXPECT_TRUE(unicode::compose(U'\uAC01', U'\u11A8') == U'\0');
  EXPECT_TRUE(unicode::compose(U'a', U'b') == U'\0');
}

TEST(Unicode, BeyondTheLastCodePointIsNothing) {
  EXPECT_EQ(unicode::properties(0x110000), unicode::properties(0x10FFFF + 1));
  EXPECT_EQ(unicode::combining_class(0xFFFFFFFF), unicode::combining_class(0));
}

}  // namespace
}  // namespace tango::text
