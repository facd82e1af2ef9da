#include "serve/http2/header_block.h"

#include <gtest/gtest.h>

namespace tango::serve::http2 {
namespace {

constexpr std::size_t kPlenty = 1000;

Fields inflated(std::string_view block) {
  Fields fields;
  EXPECT_EQ(inflate(block, kPlenty, fields), std::nullopt);
  return fields;
}

std::optional<Violation> refused(std::string_view block, std::size_t most_bytes = kPlenty) {
  Fields fields;
  return inflate(block, most_bytes, fields);
}

/// RFC 7541, C.4.1 and C.4.3.
const std::string kHuffman("\x82\x86\x84\x41\x8c\xf1\xe3\xc2\xe5\xf2\x3a\x6b\xa0\xab\x90\xf4\xff",
                           17);
const std::string kCustomKey(
    "\x40\x88\x25\xa8\x49\xe9\x5b\xa9\x7d\x7f\x89\x25\xa8\x49\xe9\x5b\xb8\xe8\xb4\xbf", 20);

TEST(HeaderBlock, IsReadWithItsTablesAndHuffmanCodes) {
  EXPECT_EQ(inflated(kHuffman), (Fields{{":method", "GET"},
                                        {":scheme", "http"},
                                        {":path", "/"},
                                        {":authority", "www.example.com"}}));
  EXPECT_EQ(inflated(kCustomKey + "\xbe"), (Fields{{"custom-key", "custom-value"}}));
  EXPECT_EQ(inflated(""), Fields());
}

TEST(HeaderBlock, MayBeginWithANewSizeOfTheTable) {
  const std::string none = "\x20";
  EXPECT_EQ(inflated(none + kCustomKey).size(), 1U);
  EXPECT_TRUE(refused(none + kCustomKey + "\xbe"));  // which the table has no room for
  const std::string largest = "\x3f\xe1\x1f";        // 4096
  EXPECT_EQ(inflated(largest + kHuffman).size(), 4U);
  const std::string larger = "\x3f\xe2\x1f";
  EXPECT_EQ(refused(larger + kHuffman)->code, ErrorCode::kCompressionError);
  EXPECT_TRUE(refused(kHuffman + none));
}

TEST(HeaderBlock, IsBoundedAsItIsRead) {
  std::string block = kCustomKey;  // of 54 bytes
  block.append(9, '\xbe');
  EXPECT_FALSE(refused(block, 540));
  const auto violation = refused(block, 539);
  ASSERT_TRUE(violation);
  EXPECT_EQ(violation->code, ErrorCode::kEnhanceYourCalm);
  EXPECT_EQ(violation->reason, "metadata of more than 539 bytes");
  EXPECT_TRUE(refused(kCustomKey + std::string(100'000, '\xbe')));
}

TEST(HeaderBlock, IsRefusedWhereItIsNone) {
  for (const std::string& block :
       {std::string("\xff"), std::string("\x80"), kHuffman.substr(0, 10), std::string("\xfe"),
        std::string("\x40\x81\xff\x01x"), std::string(1, '\0'),
        std::string("\x3f\xff\xff\xff\xff\xff\xff")}) {
    const auto violation = refused(block);
    ASSERT_TRUE(violation);
    EXPECT_EQ(violation->code, ErrorCode::kCompressionError);
  }
}

TEST(HeaderBlock, HasTheFirstOfSeveralFieldsOfOneName) {
  std::string block;
  append_field(block, "a", "1");
  append_field(block, "a", "2");
  EXPECT_EQ(inflated(block), (Fields{{"a", "1"}}));
}

TEST(HeaderBlock, IsWrittenForStringsOfAnyLength) {
  for (const std::size_t size : {0U, 1U, 126U, 127U, 128U, 254U, 255U, 256U, 300U, 500U}) {
    std::string block(kStatus200);
    append_field(block, "x-name", std::string(size, '%'));
    EXPECT_EQ(inflated(block), (Fields{{":status", "200"}, {"x-name", std::string(size, '%')}}));
  }
}

}  // namespace
}  // namespace tango::serve::http2
