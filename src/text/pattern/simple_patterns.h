// Patterns that need no regular expressions: a string, and repeated characters.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "text/pattern/pattern.h"

namespace tango::text {

class LiteralPattern : public Pattern {
 public:
  /// `text` is not empty.
  explicit LiteralPattern(std::string text) : text_(std::move(text)) {}
  void find(std::string_view text, std::vector<Span>& matches) const override;

 private:
  std::string text_;
};

/// Runs of one character, or of white space, from `least` times on; or each one by itself.
class RunPattern : public Pattern {
 public:
  struct Options {
    std::optional<char32_t> character;  ///< None: white space.
    bool repeats = false;
    std::size_t least = 1;
  };
  explicit RunPattern(const Options& options) : options_(options) {}
  void find(std::string_view text, std::vector<Span>& matches) const override;

  /// The options for a regular expression that is one character or `\s`, followed by nothing, `+`
  /// or `{n,}`; nullopt for any other.
  [[nodiscard]] static std::optional<Options> parse(std::string_view regex);

 private:
  [[nodiscard]] bool has(char32_t value) const;

  Options options_;
};

/// Whether a regular expression holds no operator, and so is a LiteralPattern.
[[nodiscard]] bool is_literal(std::string_view regex);

}  // namespace tango::text
