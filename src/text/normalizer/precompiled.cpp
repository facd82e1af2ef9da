#include "text/normalizer/precompiled.h"

#include <string>
#include <utility>

#include <tango/error.h>

#include "base/utf8.h"
#include "text/code_points.h"
#include "text/unicode/graphemes.h"

namespace tango::text {
namespace {

constexpr std::size_t kMostCharactersMade = std::size_t{1} << 26U;
constexpr std::size_t kLongestWhole = 5;  // bytes of a cluster that is looked up as one

struct Change {
  char32_t value;
  int change;  ///< As in Rewriter::emit.
};

}  // namespace

/// The new characters so far, and how they stand for the old ones.
class Precompiled::Rewriting {
 public:
  explicit Rewriting(const CharacterMap& map) : map_(map) {}

  void keep(char32_t value) { changes_.push_back({value, 0}); }

  /// One cluster, in UTF-8 and as characters.
  void add_cluster(const AlignedText& text, std::size_t begin, std::size_t end) {
    std::string bytes;
    for (std::size_t i = begin; i < end && bytes.size() <= kLongestWhole; ++i) {
      base::append_utf8(text[i].value, bytes);
    }
    if (bytes.size() <= kLongestWhole && replace(bytes, end - begin)) return;
    for (std::size_t i = begin; i < end; ++i) {
      bytes.clear();
      base::append_utf8(text[i].value, bytes);
      if (!replace(bytes, 1)) keep(text[i].value);
    }
  }

  void finish(AlignedText& text) const {
    if (!modified_) return;
    Rewriter rewriter(text);
    for (const Change& change : changes_) rewriter.emit(change.value, change.change);
    rewriter.finish();
  }

 private:
  /// Replaces `old_count` characters by what the map has for them.
  bool replace(std::string_view chunk, std::size_t old_count) {
    const std::optional<std::string_view> found = map_.find(chunk);
    if (!found) return false;
    modified_ = true;
    std::size_t count = 0;
    for (std::size_t position = 0; position < found->size(); ++count) {
      const base::DecodedCharacter character = base::decode_utf8(*found, position);
      position += character.bytes;
      changes_.push_back({character.value, count >= old_count ? 1 : 0});
    }
    // what is left out hangs on the character before
    if (count < old_count && !changes_.empty()) {
      changes_.back().change -= static_cast<int>(old_count - count);
    }
    if (changes_.size() > kMostCharactersMade) {
      throw Error(ErrorCode::kInvalidInput, "the normalizer Precompiled makes more than " +
                                                std::to_string(kMostCharactersMade) +
                                                " characters of a text");
    }
    return true;
  }

  const CharacterMap& map_;
  std::vector<Change> changes_;
  bool modified_ = false;
};

Precompiled::Precompiled(CharacterMap map) : map_(std::move(map)) {
  for (std::size_t i = 0; i < ascii_.size(); ++i) {
    const char character = static_cast<char>(i);
    const auto image = map_.find(std::string_view(&character, 1));
    const bool single = image && image->size() == 1;  // then it is ASCII
    ascii_[i] = image ? single ? image->front() : kAsciiOther : character;
  }
  ascii_[static_cast<unsigned char>('\r')] = kAsciiOther;  // "\r\n" is one cluster
}

char Precompiled::map_ascii(char character) const {
  return ascii_[static_cast<unsigned char>(character)];
}

void Precompiled::apply(AlignedText& text) const {
  Rewriting rewriting(map_);
  const auto is_ascii = [](const AlignedCharacter& character) { return character.value < 0x80; };
  for (std::size_t begin = 0; begin < text.size();) {
    std::size_t end = begin + 1;
    const bool alone = is_ascii(text[begin]) && (end == text.size() || is_ascii(text[end]));
    if (alone && ascii_[text[begin].value] == static_cast<char>(text[begin].value)) {
      rewriting.keep(text[begin].value);
    } else {
      unicode::GraphemeWalker walker;
      (void)walker.begins(text[begin].value);
      while (end < text.size() && !walker.begins(text[end].value)) ++end;
      rewriting.add_cluster(text, begin, end);
    }
    begin = end;
  }
  rewriting.finish(text);
}

}  // namespace tango::text
