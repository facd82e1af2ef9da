#include "text/subword/unigram.h"

#include <algorithm>
#include <limits>

#include <fmt/format.h>

#include <tango/error.h>

namespace tango::text {
namespace {

constexpr double kUnknownPenalty = 10.0;      // below the lowest score of a piece
constexpr std::size_t kMostKeptNodes = 4096;  // of a thread's scratch between words

/// How many bytes the character takes that begins with `lead`, in valid UTF-8.
std::uint32_t character_bytes(char lead) {
  const auto byte = static_cast<unsigned char>(lead);
  if (byte < 0x80) return 1;
  return byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4;
}

}  // namespace

Unigram::Unigram(TokenIds pieces, std::vector<double> scores, const UnigramOptions& options,
                 std::string_view where)
    : vocabulary_(std::move(pieces), where),
      scores_(std::move(scores)),
      byte_fallback_(options.byte_fallback),
      whole_(scores_.size()) {
  if (options.unk_id) {
    if (*options.unk_id < 0 || static_cast<std::uint64_t>(*options.unk_id) >= scores_.size()) {
      throw Error(ErrorCode::kInvalidModel,
                  fmt::format("{}: \"unk_id\" is {}, but the pieces are 0 to {}", where,
                              *options.unk_id, static_cast<std::int64_t>(scores_.size()) - 1));
    }
    unk_id_ = static_cast<std::int32_t>(*options.unk_id);
  }
  double least = std::numeric_limits<double>::infinity();
  for (const double score : scores_) least = score < least ? score : least;
  unk_score_ = least - kUnknownPenalty;
  for (const auto& [piece, id] : vocabulary_.entries()) trie_.insert(piece, id);
  for (std::size_t byte = 0; byte < byte_ids_.size(); ++byte) {
    byte_ids_[byte] = vocabulary_.id_of(fmt::format("<0x{:02X}>", byte));
  }
}

void Unigram::tokenize(std::string_view word, std::uint32_t origin, TokenList& out) const {
  if (const std::int32_t id = vocabulary_.id_of(word); id >= 0 && stays_whole(word, id)) {
    out.add(id, origin, origin + static_cast<std::uint32_t>(word.size()),
            out.with_edges ? edge_space(word) : EdgeSpace{});
    return;
  }
  segment(word, origin, out);
}

bool Unigram::stays_whole(std::string_view word, std::int32_t id) const {
  std::atomic<Whole>& whole = whole_[static_cast<std::size_t>(id)];
  Whole known = whole.load(std::memory_order_relaxed);
  if (known == Whole::kUnknown) {  // threads that meet here find the same
    TokenList tokens;
    segment(word, 0, tokens);
    known = tokens.ids.size() == 1 && tokens.ids[0] == id ? Whole::kYes : Whole::kNo;
    whole.store(known, std::memory_order_relaxed);
  }
  return known == Whole::kYes;
}

void Unigram::segment(std::string_view word, std::uint32_t origin, TokenList& out) const {
  thread_local std::vector<Node> nodes;
  thread_local std::vector<Piece> pieces;
  find_best(word, nodes);
  pieces.clear();
  for (auto end = static_cast<std::uint32_t>(word.size()); end > 0;) {
    const Node& node = nodes[end];
    const bool joins = node.id == unk_id_ && !pieces.empty() && pieces.back().id == unk_id_;
    if (joins) {
      pieces.back().begin = node.begin;
    } else {
      pieces.push_back({node.begin, end, node.id});
    }
    end = node.begin;
  }
  for (auto piece = pieces.rbegin(); piece != pieces.rend(); ++piece) {
    const std::string_view content = word.substr(piece->begin, piece->end - piece->begin);
    if (piece->id == unk_id_) {
      add_unknown(content, origin + piece->begin, out);
    } else {
      out.add(piece->id, origin + piece->begin, origin + piece->end,
              out.with_edges ? edge_space(content) : EdgeSpace{});
    }
  }
  if (nodes.capacity() > kMostKeptNodes) {
    std::vector<Node>().swap(nodes);
    std::vector<Piece>().swap(pieces);
  }
}

void Unigram::find_best(std::string_view word, std::vector<Node>& nodes) const {
  const auto size = static_cast<std::uint32_t>(word.size());
  nodes.assign(word.size() + 1, Node{});
  const auto offer = [&nodes](std::uint32_t begin, std::uint32_t end, double score,
                              std::int32_t id) {
    Node& node = nodes[end];
    if (node.begin == Node::kNowhere || score > node.score) node = {score, begin, id};
  };
  for (std::uint32_t begin = 0; begin < size;) {
    const double score = nodes[begin].score;
    const std::uint32_t next = begin + character_bytes(word[begin]);
    bool spelt = false;
    std::uint32_t trie_node = TokenTrie::kRoot;
    for (std::uint32_t position = begin; position < size;) {
      trie_node = trie_.child(trie_node, word[position++]);
      if (trie_node == TokenTrie::kNone) break;
      const std::int32_t id = trie_.id(trie_node);
      if (id < 0) continue;
      offer(begin, position, scores_[static_cast<std::size_t>(id)] + score, id);
      spelt = spelt || position == next;
    }
    if (!spelt) {
      const Node& node = nodes[next];
      const bool better = node.begin == Node::kNowhere || unk_score_ + score > node.score;
      if (better && unk_id_ < 0) {
        throw Error(ErrorCode::kInvalidInput,
                    "no piece of the Unigram model spells the character \"" +
                        std::string(word.substr(begin, next - begin)) +
                        "\", and its \"unk_id\" names no token for such ones");
      }
      offer(begin, next, unk_score_ + score, unk_id_);
    }
    begin = next;
  }
}

void Unigram::add_unknown(std::string_view content, std::uint32_t origin, TokenList& out) const {
  const std::uint32_t end = origin + static_cast<std::uint32_t>(content.size());
  const std::int32_t known = vocabulary_.id_of(content);
  const auto byte_id = [this](char byte) { return byte_ids_[static_cast<unsigned char>(byte)]; };
  const bool as_bytes =
      known < 0 && byte_fallback_ &&
      std::all_of(content.begin(), content.end(), [&](char byte) { return byte_id(byte) >= 0; });
  if (as_bytes) {
    for (const char byte : content) out.add(byte_id(byte), origin, end);
    return;
  }
  out.add(known >= 0 ? known : unk_id_, origin, end,
          out.with_edges ? edge_space(content) : EdgeSpace{});
}

}  // namespace tango::text
