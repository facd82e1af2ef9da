// The last stage: special tokens, segments, and offsets without white space.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "text/repaired_text.h"
#include "text/subword/subword_model.h"
#include "text/truncation.h"

namespace tango::text {

/// A place in a template: the tokens of one of the texts, or special tokens.
struct TemplatePiece {
  static constexpr int kSpecial = -1;
  int sequence = kSpecial;  ///< 0 first text, 1 second text.
  std::int32_t type_id = 0;
  std::vector<std::int32_t> ids;  ///< Of a special piece.
};

using Template = std::vector<TemplatePiece>;

/// Every post-processor of the file format, as templates and the trims before them.
/// Immutable and thread-safe.
// NOLINTNEXTLINE(bugprone-reserved-identifier,readability-identifier-naming): the compiler's own
class PostProcessor {
 public:
  /// A trim removes white space from the offsets; its flag is add_prefix_space, which keeps a
  /// single space at the front of the first token.
  PostProcessor(Template single, Template pair, std::vector<bool> trims);

  [[nodiscard]] std::size_t special_tokens(bool pair) const { return special_[pair ? 1 : 0]; }
  /// -1 where there is none.
  [[nodiscard]] std::int32_t largest_special_id() const;
  [[nodiscard]] bool trims_offsets() const { return !trims_.empty(); }

  struct Part {
    const TokenList* tokens = nullptr;  ///< Its ranges are bytes of text->view().
    const RepairedText* text = nullptr;
    TokenRange range;
  };

  /// Fills everything of `out` but `truncated` and `invalid_utf8`. `parts` holds one text, or two.
  void assemble(const std::vector<Part>& parts, bool offsets, Encoding& out) const;

 private:
  void append_offsets(const Part& part, Encoding& out) const;

  Template templates_[2];
  std::size_t special_[2];
  std::vector<bool> trims_;
};

}  // namespace tango::text
