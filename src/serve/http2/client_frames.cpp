#include "serve/http2/client_frames.h"

#include <algorithm>

#include <fmt/format.h>

namespace tango::serve::http2 {
namespace {

constexpr std::size_t kPrefix = 5;  // of a message
constexpr std::size_t kMostHeaderFrames = 8;
constexpr std::size_t kMostStreams = 2048;  // that have not ended, as far as one sees here
constexpr std::uint32_t kCancel = 8;        // RFC 9113, 7

/// In as many frames as it takes; in none where there is nothing to say.
void append_data(std::string& to, std::uint32_t stream, std::string_view data, bool ends) {
  while (!data.empty() || ends) {
    const std::string_view part = data.substr(0, ClientFrames::kLargestFrame);
    data.remove_prefix(part.size());
    append_frame(to, kData, ends && data.empty() ? kEndStream : 0, stream, part);
    if (data.empty()) return;
  }
}

}  // namespace

std::optional<Violation> ClientFrames::take(std::string_view bytes, std::string& passed) {
  unread_ += bytes;
  std::string_view rest = unread_;
  if (!has_begun_) {
    if (!kClientPreface.starts_with(rest.substr(0, kClientPreface.size()))) {
      return Violation{ErrorCode::kProtocolError, "this is not HTTP/2"};
    }
    if (rest.size() < kClientPreface.size()) return {};
    has_begun_ = true;
    passed += kClientPreface;
    rest.remove_prefix(kClientPreface.size());
  }
  while (rest.size() >= kFrameHeader) {
    const std::size_t size = payload_size(rest);
    if (size > kLargestFrame) {
      return Violation{ErrorCode::kFrameSizeError,
                       fmt::format("a frame of {} bytes; {} are the most", size, kLargestFrame)};
    }
    if (rest.size() < kFrameHeader + size) break;
    const Frame frame = frame_of(rest);
    if (auto violation = take(frame, passed)) return violation;
    rest.remove_prefix(frame.whole.size());
  }
  unread_.erase(0, unread_.size() - rest.size());
  return {};
}

std::optional<Violation> ClientFrames::take(const Frame& frame, std::string& passed) {
  const bool goes_on = header_of_ != 0;
  if (goes_on != (frame.kind == kContinuation) || (goes_on && frame.stream != header_of_)) {
    return Violation{ErrorCode::kProtocolError, "a header that is not in frames one after another"};
  }
  if (frame.kind == kHeaders || frame.kind == kContinuation) return take_header(frame, passed);
  if (frame.kind == kReset) ++in_vain_;
  if (frame.kind == kSettings && frame.has(kAcknowledges)) {
    if (std::exchange(expects_acknowledgement_, false)) return {};
  }
  const auto stream = streams_.find(frame.stream);
  if (stream == streams_.end()) {
    passed += frame.whole;
  } else if (frame.kind == kData && !frame.has(kPadded)) {
    take_data(frame, passed);
  } else {
    if (frame.kind == kReset || frame.kind == kData) end(stream, passed);
    passed += frame.whole;
  }
  return {};
}

std::optional<Violation> ClientFrames::take_header(const Frame& frame, std::string& passed) {
  if (frame.stream == 0) return Violation{ErrorCode::kProtocolError, "a header of no stream"};
  if (frame.kind == kHeaders) header_ends_stream_ = frame.has(kEndStream);
  header_ += frame.whole;
  if (header_.size() > limits_.header_bytes || ++header_frames_ > kMostHeaderFrames) {
    return Violation{ErrorCode::kEnhanceYourCalm,
                     fmt::format("metadata of more than {} bytes, or in more than {} frames",
                                 limits_.header_bytes, kMostHeaderFrames)};
  }
  header_of_ = frame.stream;
  if (!frame.has(kEndHeaders)) return {};
  if (const auto begun = streams_.find(frame.stream); begun == streams_.end()) {
    if (!header_ends_stream_) begin(frame.stream, passed);
    passed += header_;
  } else {  // a trailer
    end(begun, passed);
    passed += header_;
  }
  header_.clear();
  header_frames_ = 0;
  header_of_ = 0;
  return {};
}

/// Streams that the server has ended are not known to be, and the client need not end them.
void ClientFrames::begin(std::uint32_t stream, std::string& passed) {
  streams_[stream];
  ++in_vain_;
  if (streams_.size() <= kMostStreams) return;
  std::string cancel;
  append_number(cancel, kCancel, 4);
  append_frame(passed, kReset, 0, streams_.begin()->first, cancel);
  streams_.erase(streams_.begin());
}

void ClientFrames::end(Streams::iterator stream, std::string& passed) {
  append_data(passed, stream->first, stream->second.prefix, false);
  streams_.erase(stream);
}

void ClientFrames::take_data(const Frame& frame, std::string& passed) {
  const auto found = streams_.find(frame.stream);
  Stream& stream = found->second;
  const bool ends = frame.has(kEndStream);
  const std::string data = std::exchange(stream.prefix, {}).append(frame.payload);
  std::size_t at = std::min(stream.left, data.size());
  stream.left -= at;
  while (data.size() - at >= kPrefix) {
    const std::size_t size = number(std::string_view(data).substr(at + 1, 4));
    if (size > limits_.message_bytes) return replace(found, data, at, passed);
    at += kPrefix;
    stream.left = size - std::min(size, data.size() - at);
    at += size - stream.left;
    stream.has_message = true;
  }
  if (stream.is_in_vain && ((stream.has_message && stream.left == 0) || ends)) {
    stream.is_in_vain = false;
    --in_vain_;
  }
  if (ends) at = data.size();
  stream.prefix = data.substr(at);
  append_data(passed, frame.stream, std::string_view(data).substr(0, at), ends);
  if (ends) streams_.erase(found);
}

/// With what is in the place of the message that begins there, the stream ends. gRPC skips what
/// follows, and counts it against the window of the connection.
void ClientFrames::replace(Streams::iterator stream, std::string_view data, std::size_t at,
                           std::string& passed) {
  append_data(passed, stream->first, data.substr(0, at), false);
  std::string instead(1, '\0');
  append_number(instead, kTooLong.size(), 4);
  append_data(passed, stream->first, instead.append(kTooLong), true);
  const std::string_view rest = data.substr(at + kPrefix);
  append_data(passed, stream->first, rest.substr(std::min(rest.size(), kTooLong.size())), false);
  streams_.erase(stream);
}

}  // namespace tango::serve::http2
