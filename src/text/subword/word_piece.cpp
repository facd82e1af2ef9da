#include "text/subword/word_piece.h"

#include "text/code_points.h"

namespace tango::text {

WordPiece::WordPiece(Vocabulary vocabulary, const WordPieceOptions& options)
    : vocabulary_(std::move(vocabulary)),
      unknown_(vocabulary_, options.unk_token),
      longest_word_(options.max_input_chars_per_word) {
  for (const auto& [token, id] : vocabulary_.entries()) trie_.insert(token, id);
  continuation_ = trie_.find(options.continuing_subword_prefix);
}

void WordPiece::tokenize(std::string_view word, std::uint32_t origin, TokenList& out) const {
  const auto end = static_cast<std::uint32_t>(word.size());
  if (word.size() > longest_word_ && count_code_points(word) > longest_word_) {
    out.add(unknown_.id_for(word), origin, origin + end);
    return;
  }
  // Most words are tokens: one look-up spares the walk.
  if (const std::int32_t id = vocabulary_.id_of(word); id >= 0) {
    out.add(id, origin, origin + end);
    return;
  }
  const std::size_t tokens_before = out.ids.size();
  std::uint32_t node = TokenTrie::kRoot;
  for (std::uint32_t begin = 0; begin < end; node = continuation_) {
    std::uint32_t longest_end = begin;
    std::int32_t longest_id = -1;
    for (std::uint32_t position = begin; position < end && node != TokenTrie::kNone;) {
      node = trie_.child(node, word[position++]);
      if (node == TokenTrie::kNone || trie_.id(node) < 0) continue;
      longest_end = position;
      longest_id = trie_.id(node);
    }
    if (longest_id < 0) {
      out.shrink(tokens_before);
      out.add(unknown_.id_for(word), origin, origin + end);
      return;
    }
    out.add(longest_id, origin + begin, origin + longest_end);
    begin = longest_end;
  }
}

}  // namespace tango::text
