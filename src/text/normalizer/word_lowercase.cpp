#include "text/normalizer/word_lowercase.h"

#include <vector>

#include "text/normalizer/lowercase.h"
#include "text/unicode/properties.h"

namespace tango::text {
namespace {

constexpr char32_t kCapitalSigma = U'\u03A3';
constexpr char32_t kFinalSigma = U'\u03C2';

/// Which characters have, on the side that is walked from, a cased letter as the nearest one that
/// is not case-ignorable.
template <typename Iterator>
std::vector<bool> behind_cased(Iterator from, Iterator to) {
  std::vector<bool> flags;
  bool cased = false;
  for (; from != to; ++from) {
    flags.push_back(cased);
    const std::uint32_t properties = unicode::properties(from->value);
    if ((properties & unicode::kCaseIgnorable) == 0) cased = (properties & unicode::kCased) != 0;
  }
  return flags;
}

}  // namespace

void WordLowercase::apply(AlignedText& text) const {
  bool has_sigma = false;
  for (const AlignedCharacter& character : text) has_sigma |= character.value == kCapitalSigma;
  if (has_sigma) {
    const std::vector<bool> after = behind_cased(text.begin(), text.end());
    const std::vector<bool> before = behind_cased(text.rbegin(), text.rend());
    for (std::size_t i = 0; i < text.size(); ++i) {
      if (text[i].value == kCapitalSigma && after[i] && !before[text.size() - 1 - i]) {
        text[i].value = kFinalSigma;
      }
    }
  }
  to_lowercase(text);
}

}  // namespace tango::text
