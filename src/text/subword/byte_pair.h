// BPE: byte-pair encoding, over bytes (GPT-2, RoBERTa) or over characters.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "text/subword/merge_list.h"
#include "text/subword/merge_table.h"
#include "text/subword/subword_model.h"

namespace tango::text {

struct BytePairOptions {
  std::optional<std::string> unk_token;
  bool fuse_unk = false;       ///< Neighbouring unknown characters are one token.
  bool ignore_merges = false;  ///< A word that is a token is that token, whatever the merges say.
  bool byte_fallback =
      false;  ///< Unknown characters are the tokens <0x00> to <0xFF> of their bytes.
  std::string continuing_subword_prefix;  ///< Of the tokens of all characters but a word's first.
  std::string end_of_word_suffix;         ///< Of the token of its last.
  bool byte_level = false;  ///< Not with the last three: words are raw bytes; the vocabulary writes
                            ///< them as characters.
};

/// A word that is a token is looked up, so that only rare words are merged. Whether the merges turn
/// a word into its token is computed when the word is first met, and kept: a word -> id cache that
/// never grows and needs no lock.
class BytePair : public SubwordModel {
 public:
  /// `merges`, the most important first. Throws kInvalidModel when one names, or makes, a token
  /// that is not in the vocabulary.
  BytePair(Vocabulary vocabulary, const MergeList& merges, const BytePairOptions& options,
           std::string_view where);
  void tokenize(std::string_view word, std::uint32_t origin, TokenList& out) const override;
  [[nodiscard]] const Vocabulary& vocabulary() const override { return vocabulary_; }
  [[nodiscard]] std::optional<std::int32_t> unknown_token() const override {
    return unk_id_ < 0 ? std::nullopt : std::optional(unk_id_);
  }

 private:
  void load_merges(const MergeList& merges, std::string_view where);
  void load_words(std::string_view where);
  /// The id of the token that the whole word becomes; -1 where it becomes several.
  [[nodiscard]] std::int32_t whole_word(std::string_view word) const;
  [[nodiscard]] bool merges_to_one(std::string_view word, std::int32_t id) const;
  /// Whether all of the word's characters found a symbol.
  bool append_symbols(std::string_view word, std::vector<Symbol>& symbols) const;
  bool append_bytes(std::string_view word, std::vector<Symbol>& symbols) const;
  bool append_characters(std::string_view word, std::vector<Symbol>& symbols) const;
  [[nodiscard]] bool has_bytes(std::string_view token) const;
  /// The word that a token can be the whole of; nullopt where there is none.
  [[nodiscard]] std::optional<std::string> word_of(std::string_view token) const;
  /// Throws kInvalidInput where the vocabulary lacks the unknown token.
  [[nodiscard]] std::int32_t unknown_id() const;
  /// Adds the token that spells the first `length` bytes of `rest`.
  void add(std::int32_t id, std::string_view rest, std::uint32_t origin, std::uint32_t length,
           TokenList& out) const;
  void add_with_gaps(std::string_view word, std::uint32_t origin,
                     const std::vector<Symbol>& symbols, TokenList& out) const;

  Vocabulary vocabulary_;
  BytePairOptions options_;
  std::int32_t unk_id_ = -1;
  MergeTable merges_;
  /// -1 where the vocabulary lacks the byte: as a visible character, or for byte_fallback.
  std::array<std::int32_t, 256> byte_ids_{};
  std::unordered_map<std::int32_t, EdgeSpace> edges_;  ///< Of tokens that have some; no byte_level.

  enum class Whole : std::uint8_t { kUnknown, kYes, kNo };
  std::optional<Vocabulary> words_;     ///< The tokens as words of the text -> a number of each.
  std::vector<std::int32_t> word_ids_;  ///< By that number: the token's id,
  mutable std::vector<std::atomic<Whole>> whole_;  ///< and whether the merges make it.
};

}  // namespace tango::text
