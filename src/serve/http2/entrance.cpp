#include "serve/http2/entrance.h"

#include "serve/http2/header_block.h"

namespace tango::serve::http2 {
namespace {

constexpr std::size_t kPingBytes = 8;
constexpr std::size_t kPriorityBytes = 5;
// RFC 9113, 6.5.2.
constexpr std::uint32_t kMaxConcurrentStreams = 3;
constexpr std::uint32_t kMaxHeaderListSize = 6;

void append_settings(std::string& to, std::size_t header_bytes) {
  std::string settings;
  append_number(settings, kMaxConcurrentStreams, 2);
  append_number(settings, kStreams, 4);
  append_number(settings, kMaxHeaderListSize, 2);
  append_number(settings, static_cast<std::uint32_t>(header_bytes), 4);
  append_frame(to, kSettings, 0, 0, settings);
}

/// What a frame holds of a header block; nullopt where it is padded with more than it has.
std::optional<std::string_view> block_part(const Frame& frame) {
  std::string_view part = frame.payload;
  if (frame.kind == kContinuation) return part;
  std::size_t before = frame.has(kHasPriority) ? kPriorityBytes : 0;
  std::size_t behind = 0;
  if (frame.has(kPadded)) {
    ++before;
    behind = number(part.substr(0, 1));
  }
  if (before + behind > part.size()) return std::nullopt;
  return part.substr(before, part.size() - before - behind);
}

}  // namespace

Entrance::Entrance(const Gate& gate, std::size_t header_bytes)
    : gate_(gate), header_bytes_(header_bytes), seen_(kClientPreface.size()) {
  append_settings(answer_, header_bytes);
}

Entrance::Decision Entrance::look(std::string& kept) {
  while (seen_ < kept.size()) {
    const Frame frame = frame_of(std::string_view(kept).substr(seen_));
    if (frame.kind == kHeaders) return decide(std::string_view(kept).substr(seen_));
    if (is_ping(frame)) {
      if (++pings_ > kMostPings) return end({ErrorCode::kEnhanceYourCalm, "too many pings"});
      append_frame(answer_, kPing, kAcknowledges, 0, frame.payload);
      kept.erase(seen_, frame.whole.size());
      continue;
    }
    if (frame.kind == kSettings && !frame.has(kAcknowledges)) {
      append_frame(answer_, kSettings, kAcknowledges, 0, {});
      ++acknowledged_;
    }
    seen_ += frame.whole.size();
    if (seen_ > kMostKept) {
      return end({ErrorCode::kEnhanceYourCalm, "too much before the first request"});
    }
  }
  return Decision::kNone;
}

/// Of others the server says what is wrong with them.
bool Entrance::is_ping(const Frame& frame) {
  return frame.kind == kPing && !frame.has(kAcknowledges) && frame.stream == 0 &&
         frame.payload.size() == kPingBytes;
}

/// `frames` begin with a whole header.
Entrance::Decision Entrance::decide(std::string_view frames) {
  const std::uint32_t stream = frame_of(frames).stream;
  std::string block;
  for (bool is_whole = false; !is_whole;) {
    const Frame frame = frame_of(frames);
    const std::optional<std::string_view> part = block_part(frame);
    if (!part) return end({ErrorCode::kProtocolError, "a header with more padding than it has"});
    block += *part;
    is_whole = frame.has(kEndHeaders);
    frames.remove_prefix(frame.whole.size());
  }
  Fields fields;
  if (const auto violation = inflate(block, kHeaderShare * header_bytes_, fields)) {
    return end(*violation);
  }
  const std::optional<Refusal> refusal = gate_(fields);
  if (!refusal) return Decision::kLetIn;
  refuse(*refusal, stream);
  return Decision::kEnd;
}

/// The client need not send the rest of its message (RFC 9113, 8.1): gRPC's own would not look at
/// the answer before it has, or lose it with the connection. Other requests may be tried on a new
/// one.
void Entrance::refuse(const Refusal& refusal, std::uint32_t stream) {
  std::string header(kStatus200);
  for (const auto& [name, value] : refusal) append_field(header, name, value);
  append_frame(answer_, kHeaders, kEndHeaders | kEndStream, stream, header);
  std::string no_error;
  append_number(no_error, static_cast<std::uint32_t>(ErrorCode::kNoError), 4);
  append_frame(answer_, kReset, 0, stream, no_error);
  answer_ += go_away({ErrorCode::kNoError, {}}, stream);
}

Entrance::Decision Entrance::end(const Violation& violation) {
  answer_ += go_away(violation);
  return Decision::kEnd;
}

}  // namespace tango::serve::http2
