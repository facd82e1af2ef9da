#include "serve/http2/client_frames.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "serve/http2/frames_test.h"
#include "serve/http2/patience.h"

namespace tango::serve::http2 {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr ClientFrames::Limits kLimits{.header_bytes = 100, .message_bytes = 1000};

/// Of all bytes, given `piece` at a time.
std::string passed(ClientFrames& frames, std::string_view bytes, std::size_t piece) {
  std::string all;
  for (std::size_t at = 0; at < bytes.size(); at += piece) {
    EXPECT_EQ(frames.take(bytes.substr(at, piece), all), std::nullopt);
  }
  return all;
}

std::string passed(std::string_view bytes) {
  ClientFrames frames(kLimits);
  return passed(frames, bytes, bytes.size());
}

std::optional<Violation> violation(std::string_view bytes) {
  ClientFrames frames(kLimits);
  std::string all;
  return frames.take(bytes, all);
}

std::string headers(std::uint32_t stream) {
  return frame(kHeadersFrame, kEndsHeader, stream, "header");
}

TEST(ClientFrames, PassWhatKeepsWithinLimitsInPiecesOfAnySize) {
  const std::string request =
      kPreface + frame(4, 0, 0, "") + frame(kHeadersFrame, kNoFlag, 1, "one") +
      frame(kContinuationFrame, kEndsHeader, 1, "two") + frame(8, 0, 1, "1234") +
      frame(kDataFrame, kNoFlag, 1, message(std::string(1000, 'x'))) +
      frame(kDataFrame, kEndsStream, 1, message("")) + headers(3) +
      frame(kDataFrame, kNoFlag, 3, message("x")) + frame(kHeadersFrame, 5, 3, "trailer");
  for (std::size_t piece = 1; piece <= request.size(); ++piece) {
    ClientFrames frames(kLimits);
    EXPECT_EQ(passed(frames, request, piece), request);
  }
}

TEST(ClientFrames, PutAMarkInThePlaceOfAMessageThatIsTooLong) {
  const std::string begin = kPreface + headers(1);
  const std::string mark = frame(kDataFrame, kEndsStream, 1, message(kTooLong));
  const std::string more = frame(kDataFrame, kNoFlag, 1, "more");
  EXPECT_EQ(passed(begin + frame(kDataFrame, kNoFlag, 1, message("", 1001))), begin + mark);
  // The bytes that gRPC counts are as many as the client sent.
  EXPECT_EQ(passed(begin + frame(kDataFrame, kNoFlag, 1, message("abcd", 1001)) + more),
            begin + mark + frame(kDataFrame, kNoFlag, 1, "bcd") + more);
  const std::string second = message("first") + message("a", 0xffffffff);
  EXPECT_EQ(passed(begin + frame(kDataFrame, kNoFlag, 1, second)),
            begin + frame(kDataFrame, kNoFlag, 1, message("first")) + mark);
}

TEST(ClientFrames, KnowALengthThatIsSpreadOverFrames) {
  const std::string begin = kPreface + headers(1);
  std::string spread = begin;
  for (const char byte : message("ab", 1001)) {
    spread += frame(kDataFrame, kNoFlag, 1, std::string(1, byte));
  }
  const std::string mark = frame(kDataFrame, kEndsStream, 1, message(kTooLong));
  EXPECT_EQ(passed(spread),
            begin + mark + frame(kDataFrame, kNoFlag, 1, "a") + frame(kDataFrame, kNoFlag, 1, "b"));
}

TEST(ClientFrames, WithholdTheBeginningOfALengthUntilTheStreamEnds) {
  const std::string begin = kPreface + headers(1);
  const std::string part = frame(kDataFrame, kNoFlag, 1, std::string(3, '\0'));
  EXPECT_EQ(passed(begin + part), begin);
  const std::string reset = frame(kResetFrame, kNoFlag, 1, "1234");
  EXPECT_EQ(passed(begin + part + reset), begin + part + reset);
  EXPECT_EQ(passed(begin + part + frame(kDataFrame, kEndsStream, 1, "")),
            begin + frame(kDataFrame, kEndsStream, 1, std::string(3, '\0')));
  const std::string padded = frame(kDataFrame, kIsPadded, 1, "padded");  // which gRPC refuses
  EXPECT_EQ(passed(begin + part + padded), begin + part + padded);
}

TEST(ClientFrames, DropFramesThatSayNothing) {
  const std::string begin = kPreface + headers(1);
  EXPECT_EQ(passed(begin + frame(kDataFrame, kNoFlag, 1, "")), begin);
}

TEST(ClientFrames, EndAConnectionForAHeaderThatIsTooLongOrInTooManyFrames) {
  const auto long_header =
      violation(kPreface + frame(kHeadersFrame, kEndsHeader, 1, std::string(92, 'x')));
  ASSERT_TRUE(long_header);
  EXPECT_EQ(long_header->code, ErrorCode::kEnhanceYourCalm);
  EXPECT_EQ(long_header->reason, "metadata of more than 100 bytes, or in more than 8 frames");
  EXPECT_FALSE(violation(kPreface + frame(kHeadersFrame, kEndsHeader, 1, std::string(91, 'x'))));
  std::string many = kPreface + frame(kHeadersFrame, kNoFlag, 1, "");
  for (int i = 0; i < 7; ++i) many += frame(kContinuationFrame, kNoFlag, 1, "");
  EXPECT_FALSE(violation(many));
  EXPECT_TRUE(violation(many + frame(kContinuationFrame, kEndsHeader, 1, "")));
}

TEST(ClientFrames, EndAConnectionThatIsNotHttp2) {
  EXPECT_EQ(violation("GET / HTTP/1.1\r\n\r\n")->reason, "this is not HTTP/2");
  EXPECT_FALSE(violation("PRI * HTTP/2.0\r\n"));
  const std::string begun = kPreface + frame(kHeadersFrame, kNoFlag, 1, "");
  for (const std::string& other : {frame(kDataFrame, kNoFlag, 1, ""),
                                   frame(kContinuationFrame, kEndsHeader, 3, ""), headers(1)}) {
    EXPECT_EQ(violation(begun + other)->code, ErrorCode::kProtocolError);
  }
  EXPECT_EQ(violation(kPreface + frame(kContinuationFrame, kEndsHeader, 1, ""))->code,
            ErrorCode::kProtocolError);
  EXPECT_EQ(violation(kPreface + headers(0))->code, ErrorCode::kProtocolError);
  const std::string large(ClientFrames::kLargestFrame, 'x');
  EXPECT_FALSE(violation(kPreface + frame(4, 0, 0, large)));
  EXPECT_EQ(violation(kPreface + frame(4, 0, 0, large + "x"))->code, ErrorCode::kFrameSizeError);
}

TEST(ClientFrames, TakeBackTheOldestOfTooManyStreams) {
  std::string many = kPreface;
  std::uint32_t stream = 1;
  for (int i = 0; i < 2048; ++i, stream += 2) many += headers(stream);
  EXPECT_EQ(passed(many), many);
  const std::string cancel = frame(kResetFrame, kNoFlag, 1, std::string("\0\0\0\x08", 4));
  EXPECT_EQ(passed(many + headers(stream)), many + cancel + headers(stream));
}

TEST(ClientFrames, CountRequestsInVain) {
  ClientFrames frames(kLimits);
  const auto in_vain = [&frames](const std::string& bytes) {
    static_cast<void>(passed(frames, bytes, bytes.size()));
    return frames.requests_in_vain();
  };
  EXPECT_EQ(in_vain(kPreface + headers(1) + headers(3)), 2);
  EXPECT_EQ(in_vain(frame(kDataFrame, kNoFlag, 1, message("a", 2))), 0);
  EXPECT_EQ(in_vain(frame(kDataFrame, kNoFlag, 1, "b")), -1);
  EXPECT_EQ(in_vain(frame(kDataFrame, kEndsStream, 1, "")), 0);
  EXPECT_EQ(in_vain(frame(kDataFrame, kEndsStream, 3, "")), -1);
  EXPECT_EQ(in_vain(headers(5) + frame(kDataFrame, kEndsStream, 5, message("a"))), 0);
  EXPECT_EQ(in_vain(frame(kResetFrame, kNoFlag, 5, "1234")), 1);
  EXPECT_EQ(in_vain(headers(7) + frame(kDataFrame, kEndsStream, 7, message("a", 5000))), 1);
}

TEST(ClientFrames, KeepBackTheAcknowledgementThatGrpcDoesNotExpect) {
  const std::string acknowledgement = frame(kSettingsFrame, kAcknowledgesFrame, 0, "");
  ClientFrames frames(kLimits);
  EXPECT_EQ(passed(frames, kPreface + frame(kSettingsFrame, kNoFlag, 0, ""), 1),
            kPreface + frame(kSettingsFrame, kNoFlag, 0, ""));
  frames.expect_acknowledgement();
  EXPECT_EQ(passed(frames, headers(1) + acknowledgement + acknowledgement, 1),
            headers(1) + acknowledgement);
}

TEST(GoAway, SaysWhy) {
  EXPECT_EQ(go_away({.code = ErrorCode::kEnhanceYourCalm, .reason = "calm"}),
            frame(7, 0, 0, std::string("\x7f\xff\xff\xff\0\0\0\x0b", 8) + "calm"));
  EXPECT_EQ(go_away({.code = ErrorCode::kNoError, .reason = ""}, 5),
            frame(7, 0, 0, std::string("\0\0\0\5\0\0\0\0", 8)));
}

TEST(Store, FillsUpWithTime) {
  Store store(10, 2);
  const service::TimePoint begin = service::Clock::now();
  store.take(10, begin);
  EXPECT_TRUE(store.is_empty(begin));
  EXPECT_FALSE(store.is_empty(begin + milliseconds(1)));
  store.take(1000, begin + seconds(1));
  EXPECT_TRUE(store.is_empty(begin + milliseconds(5999)));
  EXPECT_FALSE(store.is_empty(begin + milliseconds(6001)));
  store.take(-100, begin + seconds(6));
  store.take(9, begin + seconds(6));
  EXPECT_FALSE(store.is_empty(begin + seconds(6)));
}

}  // namespace
}  // namespace tango::serve::http2
