// Where frames of HTTP/2 end among bytes.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string_view>

namespace tango::serve::http2 {

/// Follows bytes that are whole frames, in pieces of any size.
class FrameEnds {
 public:
  void pass(std::string_view bytes) {
    has_begun_ = has_begun_ || !bytes.empty();
    while (!bytes.empty()) {
      if (header_ < kHeader) {
        if (header_ < kSize) left_ = left_ << 8U | static_cast<unsigned char>(bytes.front());
        ++header_;
        bytes.remove_prefix(1);
      } else {
        const std::size_t part = std::min(left_, bytes.size());
        left_ -= part;
        bytes.remove_prefix(part);
      }
      if (header_ == kHeader && left_ == 0) header_ = 0;
    }
  }

  [[nodiscard]] bool has_begun() const { return has_begun_; }
  [[nodiscard]] bool is_between() const { return header_ == 0; }

 private:
  static constexpr std::size_t kSize = 3;    // bytes of a frame's header that say how long it is
  static constexpr std::size_t kHeader = 9;  // bytes
  std::size_t header_ = 0;                   // bytes of it that have passed
  std::size_t left_ = 0;                     // bytes behind it
  bool has_begun_ = false;
};

}  // namespace tango::serve::http2
