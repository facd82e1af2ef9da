#include "text/normalizer/unicode_form.h"

#include <algorithm>
#include <span>

#include "text/unicode/hangul.h"
#include "text/unicode/properties.h"

namespace tango::text {
namespace {

struct Piece {
  char32_t value;
  int change;  ///< As in Rewriter::emit.
  std::uint8_t combining_class;
};

void append(char32_t value, bool first, std::vector<Piece>& out) {
  out.push_back({value, first ? 0 : 1, unicode::combining_class(value)});
}

void append_decomposed(char32_t value, bool compatible, std::vector<Piece>& out) {
  if (unicode::is_hangul_syllable(value)) {
    const unicode::HangulParts hangul = unicode::decompose_hangul(value);
    for (std::size_t i = 0; i < hangul.count; ++i) append(hangul.parts[i], i == 0, out);
    return;
  }
  std::span<const char32_t> parts;
  if (compatible) parts = unicode::compatible_decomposition(value);
  if (parts.empty()) parts = unicode::canonical_decomposition(value);
  if (parts.empty()) append(value, true, out);
  for (std::size_t i = 0; i < parts.size(); ++i) append(parts[i], i == 0, out);
}

/// Sorts each run of marks by class, keeping the order within a class.
void reorder_marks(std::vector<Piece>& pieces) {
  const auto is_starter = [](const Piece& piece) { return piece.combining_class == 0; };
  for (auto from = pieces.begin(); from != pieces.end();) {
    from = std::find_if_not(from, pieces.end(), is_starter);
    const auto to = std::find_if(from, pieces.end(), is_starter);
    std::stable_sort(from, to, [](const Piece& left, const Piece& right) {
      return left.combining_class < right.combining_class;
    });
    from = to;
  }
}

/// Joins starters with the marks that are not blocked from them (UAX 15, D117).
void compose_pieces(std::vector<Piece>& pieces) {
  std::size_t kept = 0;
  std::size_t starter = pieces.size();
  int last_class = -1;  // class of the last mark kept behind the starter; -1 when none is
  for (const Piece& piece : pieces) {
    if (starter < kept && last_class < piece.combining_class) {
      const char32_t joined = unicode::compose(pieces[starter].value, piece.value);
      if (joined != 0) {
        pieces[starter].value = joined;
        pieces[starter].change += piece.change - 1;
        continue;
      }
    }
    if (piece.combining_class == 0) {
      starter = kept;
      last_class = -1;
    } else {
      last_class = piece.combining_class;
    }
    pieces[kept++] = piece;
  }
  pieces.resize(kept);
}

}  // namespace

void normalize_to(UnicodeForm form, AlignedText& text) {
  const bool compatible = form == UnicodeForm::kNfkd || form == UnicodeForm::kNfkc;
  std::vector<Piece> pieces;
  pieces.reserve(text.size() + 8);
  for (const AlignedCharacter& character : text) {
    append_decomposed(character.value, compatible, pieces);
  }
  reorder_marks(pieces);
  if (form == UnicodeForm::kNfc || form == UnicodeForm::kNfkc) compose_pieces(pieces);
  Rewriter rewriter(text);
  for (const Piece& piece : pieces) rewriter.emit(piece.value, piece.change);
  rewriter.finish();
}

}  // namespace tango::text
