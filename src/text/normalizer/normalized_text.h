// Text on its way through the pipeline, remembering where each character came from.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "text/encoding.h"

namespace tango::text {

/// A character and the bytes of the original text that it stands for.
struct AlignedCharacter {
  char32_t value;
  Span source;
};

using AlignedText = std::vector<AlignedCharacter>;

/// UTF-8 after normalisation. With tracking, `sources` has one element per byte of `text`: the
/// bytes of the original text that its character stands for. Without, it is empty.
struct NormalizedText {
  std::string text;
  std::vector<Span> sources;
  bool tracking = false;
  /// How many bytes at the front stand for the first character of the original text.
  std::uint32_t head = 0;

  void clear() {
    text.clear();
    sources.clear();
    head = 0;
  }

  /// Appends one character.
  void append(char32_t value, Span source);

  /// Appends unchanged bytes of the original text, which start at its byte `origin`. Valid UTF-8
  /// only.
  void append_unchanged(std::string_view bytes, std::uint32_t origin);

  /// The bytes of the original text that bytes [begin, end) stand for; begin < end; tracking only.
  [[nodiscard]] Span source_of(std::uint32_t begin, std::uint32_t end) const {
    return {sources[begin].begin, sources[end - 1].end};
  }

  /// A copy of a range at character boundaries.
  [[nodiscard]] NormalizedText slice(Span range) const;
};

/// Builds a changed copy of a text: ranges of it in their order, and bytes between them.
class NormalizedTextBuilder {
 public:
  /// `from` must outlive it.
  NormalizedTextBuilder(const NormalizedText& from, std::size_t expected_bytes);

  /// Copies a range at character boundaries.
  void copy(Span range);
  /// Puts in whole characters that share the source of the character at byte `at` of the old text.
  void insert(std::string_view bytes, std::uint32_t at);

  [[nodiscard]] std::uint32_t size() const {
    return static_cast<std::uint32_t>(fresh_.text.size());
  }
  /// What was built.
  [[nodiscard]] NormalizedText take() { return std::move(fresh_); }

 private:
  const NormalizedText& from_;
  NormalizedText fresh_;
};

/// Decodes valid UTF-8 that starts at byte `origin` of the original text, appending to `out`.
void decode_aligned(std::string_view text, std::uint32_t origin, AlignedText& out);

/// Rewrites `text` the way `tokenizers` keeps alignments: characters are taken from the old text in
/// order, whatever the new ones are. emit(c, 0) stands in for the next old character; emit(c, -n)
/// for it and n more; emit(c, 1) is new and shares the place of the last one taken. A decomposition
/// that reorders marks thereby keeps its sources in order.
class Rewriter {
 public:
  explicit Rewriter(AlignedText& text) : old_(text) { fresh_.reserve(text.size() + 8); }

  void emit(char32_t value, int change) {
    Span source;
    if (change > 0) {
      if (taken_ > 0) source = old_[taken_ - 1].source;
    } else if (taken_ < old_.size()) {
      source = old_[taken_].source;
      taken_ += 1 + static_cast<std::size_t>(-change);
    }
    fresh_.push_back({value, source});
  }

  void finish() { old_.swap(fresh_); }

 private:
  AlignedText& old_;
  AlignedText fresh_;
  std::size_t taken_ = 0;
};

}  // namespace tango::text
