// A text repaired to valid UTF-8, and the way back to its own bytes.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "text/encoding.h"

namespace tango::text {

/// Views a text, or a repaired copy where it is ill-formed. The text must outlive it.
class RepairedText {
 public:
  explicit RepairedText(std::string_view text);

  /// Valid UTF-8: each ill-formed sequence is one U+FFFD.
  [[nodiscard]] std::string_view view() const {
    return replaced_.empty() ? original_ : std::string_view(copy_);
  }
  [[nodiscard]] std::uint32_t invalid_sequences() const {
    return static_cast<std::uint32_t>(replaced_.size());
  }
  /// From bytes of view() at character boundaries to bytes of the text itself.
  [[nodiscard]] Span to_original(Span span) const;

 private:
  struct Replaced {
    std::uint32_t copy_end;
    std::uint32_t original_end;
  };
  [[nodiscard]] std::uint32_t to_original(std::uint32_t position) const;

  std::string_view original_;
  std::string copy_;
  std::vector<Replaced> replaced_;
};

}  // namespace tango::text
