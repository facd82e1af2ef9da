#include "serve/http2/entrance.h"

#include <gtest/gtest.h>

#include "serve/http2/frames_test.h"
#include "serve/http2/header_block.h"

namespace tango::serve::http2 {
namespace {

constexpr std::size_t kHeaderBytes = 500;
constexpr std::string_view kEightBytes = "12345678";

/// Lets in who has the key, and keeps what it was asked about.
class Entrances : public testing::Test {
 public:
  Entrance::Decision look(std::string kept) {
    kept_ = std::move(kept);
    return entrance_.look(kept_);
  }

  /// What is said after the settings, which come first.
  std::string answer() {
    std::string answer = entrance_.take_answer();
    const std::string settings("\0\3\0\0\4\0\0\6\0\0\1\xf4", 12);  // 1024 streams, 500 bytes
    const std::string first = frame(kSettingsFrame, kNoFlag, 0, settings);
    EXPECT_TRUE(answer.starts_with(first));
    return answer.substr(std::min(first.size(), answer.size()));
  }

 protected:
  static std::string block(std::string_view key) {
    std::string block;
    append_field(block, ":path", "/a/b");
    append_field(block, "authorization", key);
    return block;
  }
  static std::string request(std::string_view key, std::uint32_t stream = 1) {
    return frame(kHeadersFrame, kEndsHeader, stream, block(key));
  }

  std::string kept_;
  Fields asked_;
  const Gate gate_ = [this](const Fields& fields) -> std::optional<Refusal> {
    asked_ = fields;
    if (fields.at("authorization") == "key") return {};
    return Refusal{{"grpc-status", "16"}, {"x-request-id", "7"}};
  };
  Entrance entrance_{gate_, kHeaderBytes};
};

const std::string kSettingsOfClient = frame(kSettingsFrame, kNoFlag, 0, "");
const std::string kAcknowledgement = frame(kSettingsFrame, kAcknowledgesFrame, 0, "");
const std::string kWindow = frame(8, kNoFlag, 0, "1234");

TEST_F(Entrances, KeepWhatTheClientSaysUntilItIsLetIn) {
  const std::string before = kPreface + kSettingsOfClient + kWindow;
  EXPECT_EQ(look(before), Entrance::Decision::kNone);
  EXPECT_EQ(answer(), kAcknowledgement);
  const std::string all = before + kSettingsOfClient + request("key") + frame(0, 0, 1, "data");
  EXPECT_EQ(look(all), Entrance::Decision::kLetIn);
  EXPECT_EQ(kept_, all);
  EXPECT_EQ(asked_, (Fields{{":path", "/a/b"}, {"authorization", "key"}}));
  EXPECT_EQ(entrance_.take_answer(), kAcknowledgement);
  EXPECT_EQ(entrance_.acknowledged(), 2U);
}

TEST_F(Entrances, AnswerPings) {
  const std::string ping = frame(kPingFrame, kNoFlag, 0, kEightBytes);
  const std::string pong = frame(kPingFrame, kAcknowledgesFrame, 0, kEightBytes);
  EXPECT_EQ(look(kPreface + ping + kWindow + pong + ping), Entrance::Decision::kNone);
  EXPECT_EQ(answer(), pong + pong);
  EXPECT_EQ(kept_, kPreface + kWindow + pong);
  std::string many;
  for (int i = 2; i < Entrance::kMostPings; ++i) many += ping;
  EXPECT_EQ(look(kept_ + many), Entrance::Decision::kNone);
  static_cast<void>(entrance_.take_answer());
  EXPECT_EQ(look(kept_ + ping), Entrance::Decision::kEnd);
  EXPECT_EQ(entrance_.take_answer(),
            go_away({.code = ErrorCode::kEnhanceYourCalm, .reason = "too many pings"}));
}

TEST_F(Entrances, RefuseWhomTheGateDoesNotLetIn) {
  EXPECT_EQ(look(kPreface + request("wrong", 5) + request("key", 7)), Entrance::Decision::kEnd);
  std::string header("\x20\x88");
  append_field(header, "grpc-status", "16");
  append_field(header, "x-request-id", "7");
  EXPECT_EQ(answer(), frame(kHeadersFrame, kEndsHeader | kEndsStream, 5, header) +
                          frame(kResetFrame, kNoFlag, 5, std::string(4, '\0')) +
                          frame(7, kNoFlag, 0, std::string("\0\0\0\5\0\0\0\0", 8)));
}

TEST_F(Entrances, ReadAHeaderInPartsWithPaddingAndPriority) {
  const std::string whole = block("key");
  const std::string first =
      "\x03"
      "prior" +
      whole.substr(0, 9) + "pad";
  const std::string parts =
      frame(kHeadersFrame, kIsPadded | kIsPrioritized | kEndsStream, 1, first) +
      frame(kContinuationFrame, kNoFlag, 1, whole.substr(9, 1)) +
      frame(kContinuationFrame, kEndsHeader, 1, whole.substr(10));
  EXPECT_EQ(look(kPreface + parts), Entrance::Decision::kLetIn);
  EXPECT_EQ(asked_.at("authorization"), "key");
}

TEST_F(Entrances, EndConnectionsWhoseHeaderCannotBeRead) {
  const auto told = [this](std::uint8_t flags, std::string_view payload) {
    Entrance entrance(gate_, kHeaderBytes);
    std::string kept = kPreface + frame(kHeadersFrame, flags | kEndsHeader, 1, payload);
    EXPECT_EQ(entrance.look(kept), Entrance::Decision::kEnd);
    const std::string answer = entrance.take_answer();
    return static_cast<ErrorCode>(answer.at(21 + 9 + 7));
  };
  EXPECT_EQ(told(kNoFlag, "\xff"), ErrorCode::kCompressionError);
  EXPECT_EQ(told(kNoFlag, block("key") + std::string(24, '\x82')), ErrorCode::kEnhanceYourCalm);
  EXPECT_EQ(told(kIsPadded, ""), ErrorCode::kProtocolError);
  EXPECT_EQ(told(kIsPadded,
                 "\x02"
                 "x"),
            ErrorCode::kProtocolError);
  EXPECT_EQ(told(kIsPrioritized, "prio"), ErrorCode::kProtocolError);
}

TEST_F(Entrances, KeepLittle) {
  std::string many = kPreface;
  while (many.size() + kWindow.size() <= Entrance::kMostKept) many += kWindow;
  EXPECT_EQ(look(many), Entrance::Decision::kNone);
  EXPECT_EQ(answer(), "");
  EXPECT_EQ(look(many + kWindow + request("key")), Entrance::Decision::kEnd);
  EXPECT_EQ(entrance_.take_answer(), go_away({.code = ErrorCode::kEnhanceYourCalm,
                                              .reason = "too much before the first request"}));
}

}  // namespace
}  // namespace tango::serve::http2
