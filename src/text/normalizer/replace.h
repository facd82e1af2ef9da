// Replace: every match of a pattern becomes a string.
#pragma once

#include <string>
#include <string_view>

#include "text/normalizer/normalizer.h"

namespace tango::text {

/// A literal string, or one character (or any white space) repeated.
struct ReplacePattern {
  std::u32string literal;  ///< Matched literally, unless `repeats`.
  bool repeats = false;  ///< The one character of `literal`, or white space, from `least` times on.
  bool any_space = false;  ///< `\s` instead of the literal.
  std::size_t least = 1;
};

/// Reads the regular expressions that are simple enough: plain text, or one character or `\s`
/// followed by nothing, `+` or `{n,}`. Throws kUnsupported on any other; `where` names the file.
[[nodiscard]] ReplacePattern parse_replace_pattern(std::string_view regex, std::string_view where);

class Replace : public Normalizer {
 public:
  Replace(ReplacePattern pattern, std::u32string content)
      : pattern_(std::move(pattern)), content_(std::move(content)) {}
  void apply(AlignedText& text) const override;

 private:
  struct Match {
    std::size_t length;  ///< At least 1: how far to advance.
    bool found;
  };
  [[nodiscard]] Match match_at(const AlignedText& text, std::size_t at) const;

  ReplacePattern pattern_;
  std::u32string content_;
};

}  // namespace tango::text
