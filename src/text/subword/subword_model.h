// The third stage: a word to token ids.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "text/encoding.h"
#include "text/subword/vocabulary.h"

namespace tango::text {

/// White space at the ends of a token's own string, in code points.
struct EdgeSpace {
  std::uint32_t leading = 0;
  std::uint32_t trailing = 0;
};

/// Of a token whose string is `content`.
[[nodiscard]] EdgeSpace edge_space(std::string_view content);

/// The tokens of one text.
struct TokenList {
  std::vector<std::int32_t> ids;
  std::vector<Span> ranges;      ///< Bytes of the text; only when `tracking`.
  std::vector<EdgeSpace> edges;  ///< Only when `with_edges`.
  bool tracking = false;
  bool with_edges = false;

  void add(std::int32_t id, std::uint32_t begin, std::uint32_t end, EdgeSpace edge = {}) {
    ids.push_back(id);
    if (tracking) ranges.push_back({begin, end});
    if (with_edges) edges.push_back(edge);
  }

  void shrink(std::size_t size) {
    ids.resize(size);
    if (tracking) ranges.resize(size);
    if (with_edges) edges.resize(size);
  }
};

/// Immutable and thread-safe.
class SubwordModel {
 public:
  virtual ~SubwordModel() = default;

  /// Appends the tokens of `word`, which is not empty and starts at byte `origin` of the normalised
  /// text. Throws kInvalidInput where a word cannot be spelt and the model has no unknown token.
  virtual void tokenize(std::string_view word, std::uint32_t origin, TokenList& out) const = 0;

  [[nodiscard]] virtual const Vocabulary& vocabulary() const = 0;

  /// Of what no token spells; nullopt where the vocabulary has no such token.
  [[nodiscard]] virtual std::optional<std::int32_t> unknown_token() const = 0;

  /// How many tokens the file lists: the id of the first added token that is not among them.
  [[nodiscard]] virtual std::size_t listed() const { return vocabulary().size(); }
};

}  // namespace tango::text
