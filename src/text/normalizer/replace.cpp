#include "text/normalizer/replace.h"

#include <vector>

#include <tango/error.h>

#include "base/utf8.h"

namespace tango::text {
namespace {

/// Replacements in sequence can double a text again and again: a hostile file must not exhaust the
/// memory.
constexpr std::size_t kMostCharacters = std::size_t{1} << 26U;

/// A text as a pattern sees it, and back from bytes to characters.
class Bytes {
 public:
  explicit Bytes(const AlignedText& text) {
    bytes_.reserve(text.size());
    for (const AlignedCharacter& character : text) base::append_utf8(character.value, bytes_);
    if (bytes_.size() == text.size()) return;
    character_at_.reserve(bytes_.size() + 1);
    for (std::size_t position = 0, i = 0; position < bytes_.size(); ++i) {
      const std::size_t length = base::decode_utf8(bytes_, position).bytes;
      character_at_.insert(character_at_.end(), length, i);
      position += length;
    }
    character_at_.push_back(text.size());
  }

  [[nodiscard]] const std::string& text() const { return bytes_; }
  [[nodiscard]] std::ptrdiff_t character_at(std::uint32_t byte) const {
    return static_cast<std::ptrdiff_t>(character_at_.empty() ? byte : character_at_[byte]);
  }

 private:
  std::string bytes_;
  std::vector<std::size_t> character_at_;  ///< By byte; empty where each is a character.
};

}  // namespace

void Replace::apply(AlignedText& text) const {
  if (text.empty()) return;
  const Bytes bytes(text);
  std::vector<Span> matches;
  pattern_->find(bytes.text(), matches);
  if (matches.empty()) return;
  if (matches.size() > kMostCharacters / (content_.size() + 1)) {
    throw Error(ErrorCode::kInvalidInput, "the normalizer Replace makes more than " +
                                              std::to_string(kMostCharacters) +
                                              " characters of a text");
  }
  AlignedText replaced;
  replaced.reserve(text.size() + matches.size() * content_.size());
  std::ptrdiff_t copied = 0;
  for (const Span match : matches) {
    const std::ptrdiff_t end = bytes.character_at(match.end);
    replaced.insert(replaced.end(), text.begin() + copied,
                    text.begin() + bytes.character_at(match.begin));
    // as `tokenizers` does: the source of the last character, or of the one before an empty match
    const std::uint32_t first = text.front().source.begin;
    const Span source =
        end > 0 ? text[static_cast<std::size_t>(end) - 1].source : Span{first, first};
    for (const char32_t value : content_) replaced.push_back({value, source});
    copied = end;
  }
  replaced.insert(replaced.end(), text.begin() + copied, text.end());
  text = std::move(replaced);
}

}  // namespace tango::text
