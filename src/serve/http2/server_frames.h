// What a server of HTTP/2 sends.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>

#include "serve/http2/frame.h"

namespace tango::serve::http2 {

/// Lets a server's frames pass, which come in pieces of any size.
class ServerFrames {
 public:
  /// The client has had as many of the acknowledgements to come: they do not pass.
  void leave_out_acknowledgements(std::size_t count) { left_out_ = count; }

  /// Appends to `passed` what the client may have of all bytes so far: frames' headers when they
  /// are whole.
  void take(std::string_view bytes, std::string& passed) {
    while (!bytes.empty()) {
      const bool in_header = left_ == 0;
      const std::string_view part =
          bytes.substr(0, in_header ? kFrameHeader - header_.size() : left_);
      bytes.remove_prefix(part.size());
      if (!in_header) {
        left_ -= part.size();
        passed += part;
        continue;
      }
      header_ += part;
      if (header_.size() < kFrameHeader) return;
      has_begun_ = true;
      if (left_out_ > 0 && header_ == kAcknowledgement) {
        --left_out_;
      } else {
        left_ = payload_size(header_);
        passed += header_;
      }
      header_.clear();
    }
  }

  /// Whether any frame has passed.
  [[nodiscard]] bool has_begun() const { return has_begun_; }
  /// Whether those that have passed are whole.
  [[nodiscard]] bool is_between() const { return left_ == 0; }

 private:
  static constexpr std::string_view kAcknowledgement{"\0\0\0\4\1\0\0\0\0", kFrameHeader};

  std::size_t left_out_ = 0;
  std::string header_;    // of a frame, as far as it has come
  std::size_t left_ = 0;  // bytes behind it that are to come
  bool has_begun_ = false;
};

}  // namespace tango::serve::http2
