#include "text/normalizer/precompiled.h"

#include <string>

#include <gtest/gtest.h>

#include <tango/error.h>

#include "text/code_points.h"
#include "text/normalizer/base64.h"

namespace tango::text {
namespace {

std::string u32(std::uint32_t value) {
  std::string bytes;
  for (unsigned shift = 0; shift < 32; shift += 8) {
    bytes.push_back(static_cast<char>((value >> shift) & 0xFFU));
  }
  return bytes;
}

/// A map of single bytes, each to a string: a root whose children lie at 256 and on.
std::string map_of(const std::vector<std::pair<unsigned char, std::string>>& keys) {
  std::vector<std::uint32_t> units(768, 0);
  units[0] = 256U << 10U;
  std::string strings;
  for (const auto& [byte, string] : keys) {
    units[256U + byte] = byte | 1U << 8U | 768U << 10U;  // its leaf: (256 + byte) ^ 768
    units[(256U + byte) ^ 768U] = static_cast<std::uint32_t>(strings.size()) | 1U << 31U;
    strings += string + '\0';
  }
  std::string bytes = u32(static_cast<std::uint32_t>(4 * units.size()));
  for (const std::uint32_t unit : units) bytes += u32(unit);
  return bytes + strings;
}

std::string normalized(const Normalizer& normalizer, std::string_view text) {
  AlignedText aligned;
  decode_aligned(text, 0, aligned);
  normalizer.apply(aligned);
  NormalizedText out;
  for (const AlignedCharacter& character : aligned) out.append(character.value, character.source);
  return out.text;
}

TEST(Precompiled, ReplacesRemovesAndKeeps) {
  const Precompiled precompiled(
      CharacterMap(map_of({{'a', "xy"}, {'b', ""}, {'\r', " "}}), "FILE"));
  EXPECT_EQ(normalized(precompiled, "cabac"), "cxyxyc");
  EXPECT_EQ(normalized(precompiled, "bb"), "");
  EXPECT_EQ(normalized(precompiled, "a\xCC\x81z"), "xyz");  // the rest of a short cluster goes
  EXPECT_EQ(normalized(precompiled, "a\xCC\x81\xCC\x81\xCC\x81z"),
            "xy\xCC\x81\xCC\x81\xCC\x81z");  // that of a long one stays
  EXPECT_EQ(normalized(precompiled, "\r\n\n\r"), " \n ");
}

TEST(Precompiled, KeepsTheSourcesInOrder) {
  AlignedText text;
  decode_aligned("bca", 5, text);
  Precompiled(CharacterMap(map_of({{'a', "xy"}, {'b', ""}}), "FILE")).apply(text);
  ASSERT_EQ(text.size(), 3U);
  // as `tokenizers`: what is removed at the front shifts the others
  EXPECT_EQ(text[0].source, (Span{5, 6}));
  EXPECT_EQ(text[1].source, (Span{6, 7}));
  EXPECT_EQ(text[2].source, text[1].source);
}

TEST(Precompiled, AMapThatLeadsOutOfItselfMatchesNothing) {
  const std::string whole = map_of({{'a', "x"}});
  for (const std::uint32_t unit : {0xFFFFFFFFU, 0x7FFFFFFFU, 1U << 9U | 0xFFFFFC61U, 0x161U}) {
    std::string bytes = whole;
    bytes.replace(4 + 4 * (256 + 'a'), 4, u32(unit));
    (void)normalized(Precompiled(CharacterMap(bytes, "FILE")), "abaca");
  }
  EXPECT_THROW(CharacterMap("", "FILE"), Error);
  EXPECT_THROW(CharacterMap(u32(8) + u32(0), "FILE"), Error);
  EXPECT_THROW(CharacterMap(u32(0), "FILE"), Error);
  EXPECT_THROW(CharacterMap(u32(4) + u32(0) + "\xFF", "FILE"), Error);
}

TEST(DecodeBase64, IsStrict) {
  EXPECT_EQ(decode_base64(""), "");
  EXPECT_EQ(decode_base64("aGk="), "hi");
  EXPECT_EQ(decode_base64("aGV5"), "hey");
  EXPECT_EQ(decode_base64("/+8A"), std::string("\xFF\xEF\0", 3));
  for (const char* text : {"a", "aGk", "aGl=", "aG k", "aGk=aGk=", "====", "a===", "-_8A"}) {
    EXPECT_EQ(decode_base64(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace tango::text
