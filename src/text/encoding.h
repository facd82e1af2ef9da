// What a tokenizer makes of a text.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace tango::text {

/// A half-open range of bytes of the original text.
struct Span {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  friend bool operator==(const Span&, const Span&) = default;
};

/// The model's input for one text or pair; every vector has one element per token.
struct Encoding {
  std::vector<std::int32_t> ids;
  /// Segments: 0, and for a pair's second text what the file says.
  std::vector<std::int32_t> type_ids;
  /// 0 first text, 1 second text, -1 special token. Only with EncodeOptions::offsets.
  std::vector<std::int32_t> sequence;
  /// Bytes in the text that `sequence` names; {0, 0} for special tokens. Only with
  /// EncodeOptions::offsets.
  std::vector<Span> offsets;
  bool truncated = false;          ///< Tokens were dropped to meet the limit.
  std::uint32_t invalid_utf8 = 0;  ///< Ill-formed sequences read as U+FFFD.
};

/// Byte offsets to code-point offsets, in place. `text` is what the offsets point into; an
/// ill-formed sequence counts as one code point.
void to_code_points(std::string_view text, std::vector<Span>& offsets);

}  // namespace tango::text
