#include "text/added_tokens.h"

#include <algorithm>
#include <set>

#include <tango/error.h>

#include "base/utf8.h"
#include "text/unicode/properties.h"

namespace tango::text {
namespace {

/// Where the last character before `end` (> 0) begins.
std::size_t last_character(std::string_view text, std::size_t end) {
  do {
    --end;
  } while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U);
  return end;
}

bool is_at(std::string_view text, std::size_t position, unicode::Property property) {
  return unicode::has(base::decode_utf8(text, position).value, property);
}

bool touches_word(std::string_view text, std::size_t begin, std::size_t end) {
  return (begin > 0 && is_at(text, last_character(text, begin), unicode::kWord)) ||
         (end < text.size() && is_at(text, end, unicode::kWord));
}

std::size_t space_before(std::string_view text, std::size_t begin, std::size_t least) {
  while (begin > least) {
    const std::size_t previous = last_character(text, begin);
    if (!is_at(text, previous, unicode::kRegexSpace)) break;
    begin = previous;
  }
  return begin;
}

std::size_t space_behind(std::string_view text, std::size_t end) {
  while (end < text.size() && is_at(text, end, unicode::kRegexSpace)) {
    end += base::decode_utf8(text, end).bytes;
  }
  return end;
}

TextPart part(std::size_t begin, std::size_t end, std::int32_t id) {
  return {{static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)}, id};
}

}  // namespace

void AddedTokenMatcher::add(std::string_view pattern, const AddedToken& token) {
  trie_.insert(pattern, static_cast<std::int32_t>(tokens_.size()));
  starts_[static_cast<unsigned char>(pattern.front())] = true;
  tokens_.push_back(token);
}

TextPart AddedTokenMatcher::longest_at(std::string_view text, std::size_t position) const {
  TextPart found = part(position, position, TextPart::kBetween);
  std::uint32_t node = TokenTrie::kRoot;
  while (position < text.size()) {
    node = trie_.child(node, text[position++]);
    if (node == TokenTrie::kNone) break;
    if (trie_.id(node) >= 0) {
      found.range.end = static_cast<std::uint32_t>(position);
      found.id = trie_.id(node);
    }
  }
  return found;
}

std::vector<TextPart> AddedTokenMatcher::find(std::string_view text) const {
  std::vector<TextPart> parts;
  std::size_t covered = 0;
  for (std::size_t position = 0; position < text.size() && !tokens_.empty();) {
    if (!starts_[static_cast<unsigned char>(text[position])]) {
      ++position;
      continue;
    }
    const TextPart match = longest_at(text, position);
    if (match.id < 0) {
      ++position;
      continue;
    }
    position = match.range.end;
    const AddedToken& token = tokens_[static_cast<std::size_t>(match.id)];
    std::size_t begin = match.range.begin;
    std::size_t end = match.range.end;
    if (token.single_word && touches_word(text, begin, end)) continue;
    if (token.lstrip) begin = space_before(text, begin, std::min(covered, begin));
    if (token.rstrip) end = space_behind(text, end);
    if (covered < begin) parts.push_back(part(covered, begin, TextPart::kBetween));
    parts.push_back(part(begin, end, token.id));
    covered = end;
  }
  if (covered < text.size()) parts.push_back(part(covered, text.size(), TextPart::kBetween));
  return parts;
}

AddedTokens::AddedTokens(const std::vector<AddedToken>& tokens, const NormalizerStage& normalizer,
                         std::string_view where) {
  std::set<std::pair<bool, std::string>> seen;
  for (const AddedToken& token : tokens) {
    NormalizedText form;
    form.text = token.content;
    if (token.normalized) normalizer.apply(token.content, 0, form);
    const std::string name = std::string(where) + ": added token \"" + token.content + "\"";
    if (form.text.empty()) {
      throw Error(ErrorCode::kInvalidModel, name + " is empty once normalised");
    }
    if (!seen.emplace(token.normalized, form.text).second) {
      throw Error(ErrorCode::kInvalidModel, name + " equals another one once normalised");
    }
    (token.normalized ? normalized : raw).add(form.text, token);
  }
}

}  // namespace tango::text
