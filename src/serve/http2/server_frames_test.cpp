#include "serve/http2/server_frames.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "serve/http2/frames_test.h"

namespace tango::serve::http2 {
namespace {

const std::string kAcknowledging = frame(kSettingsFrame, kAcknowledgesFrame, 0, "");

TEST(ServerFrames, AreKnownInPiecesOfAnySize) {
  const std::string frames = frame(kSettingsFrame, kNoFlag, 0, "") + kAcknowledging +
                             frame(kDataFrame, kNoFlag, 1, "data") +
                             frame(kPingFrame, kNoFlag, 0, "12345678");
  for (std::size_t piece = 1; piece <= frames.size(); ++piece) {
    ServerFrames server;
    EXPECT_FALSE(server.has_begun());
    std::string passed;
    for (std::size_t at = 0; at < frames.size(); at += piece) {
      server.take(std::string_view(frames).substr(at, piece), passed);
      // A frame's header passes when it is whole.
      const bool is_within = (passed.size() >= 27 && passed.size() < 31) ||
                             (passed.size() >= 40 && passed.size() < 48);
      EXPECT_EQ(server.is_between(), !is_within) << passed.size();
      EXPECT_EQ(server.has_begun(), !passed.empty());
    }
    EXPECT_EQ(passed, frames);
  }
}

TEST(ServerFrames, LeaveOutWhatTheClientHasHad) {
  const std::string settings = frame(kSettingsFrame, kNoFlag, 0, "123456");
  const std::string data = frame(kDataFrame, kNoFlag, 1, kAcknowledging);
  std::string frames;
  for (const auto* one :
       {&settings, &kAcknowledging, &data, &kAcknowledging, &kAcknowledging, &settings}) {
    frames += *one;
  }
  const std::string wanted = settings + data + kAcknowledging + settings;
  for (std::size_t piece = 1; piece <= frames.size(); ++piece) {
    ServerFrames server;
    server.leave_out_acknowledgements(2);
    std::string passed;
    for (std::size_t at = 0; at < frames.size(); at += piece) {
      server.take(std::string_view(frames).substr(at, piece), passed);
    }
    EXPECT_EQ(passed, wanted);
  }
}

}  // namespace
}  // namespace tango::serve::http2
