// Unigram: the segmentation of the highest score (SentencePiece).
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <optional>
#include <vector>

#include "text/subword/subword_model.h"
#include "text/subword/token_trie.h"

namespace tango::text {

struct UnigramOptions {
  std::optional<std::int64_t> unk_id;  ///< Of characters that no piece spells.
  bool byte_fallback = false;          ///< They are the pieces <0x00> to <0xFF> of their bytes.
};

/// The sum of the pieces' scores is maximised by dynamic programming (Kudo 2018, "Subword
/// regularization"); neighbouring unknown characters are one token. Whether a word that is a piece
/// stays whole is computed when it is first met, and kept.
class Unigram : public SubwordModel {
 public:
  /// `pieces`: those of the file, whose ids are their places; `scores` by id. Throws kInvalidModel
  /// when unk_id is none of them.
  Unigram(TokenIds pieces, std::vector<double> scores, const UnigramOptions& options,
          std::string_view where);
  void tokenize(std::string_view word, std::uint32_t origin, TokenList& out) const override;
  [[nodiscard]] const Vocabulary& vocabulary() const override { return vocabulary_; }
  [[nodiscard]] std::optional<std::int32_t> unknown_token() const override {
    return unk_id_ < 0 ? std::nullopt : std::optional(unk_id_);
  }
  [[nodiscard]] std::size_t listed() const override { return scores_.size(); }

 private:
  /// A piece of the best segmentation so far, by where it ends.
  struct Node {
    static constexpr std::uint32_t kNowhere = 0xFFFFFFFF;
    double score = 0;
    std::uint32_t begin = kNowhere;
    std::int32_t id = 0;
  };
  struct Piece {
    std::uint32_t begin;
    std::uint32_t end;
    std::int32_t id;
  };

  [[nodiscard]] bool stays_whole(std::string_view word, std::int32_t id) const;
  void segment(std::string_view word, std::uint32_t origin, TokenList& out) const;
  void find_best(std::string_view word, std::vector<Node>& nodes) const;
  void add_unknown(std::string_view content, std::uint32_t origin, TokenList& out) const;

  Vocabulary vocabulary_;
  std::vector<double> scores_;
  TokenTrie trie_;
  std::int32_t unk_id_ = -1;
  double unk_score_ = 0;
  bool byte_fallback_ = false;
  std::array<std::int32_t, 256> byte_ids_{};  ///< -1 where there is none.

  enum class Whole : std::uint8_t { kUnknown, kYes, kNo };
  mutable std::vector<std::atomic<Whole>> whole_;  ///< By id.
};

}  // namespace tango::text
