#include "text/words.h"

#include <memory>
#include <vector>

#include "text/normalizer/word_lowercase.h"
#include "text/pre_tokenizer/word_pattern.h"
#include "text/repaired_text.h"

namespace tango::text {

namespace {

NormalizedText lowered(std::string_view text) {
  static const NormalizerStage lowercase(std::make_unique<WordLowercase>());
  const RepairedText repaired(text);
  NormalizedText normalized;
  lowercase.apply(repaired.view(), 0, normalized);
  return normalized;
}

}  // namespace

std::string lower_case(std::string_view text) { return lowered(text).text; }

void for_each_word(std::string_view text, const std::function<void(std::string_view word)>& use) {
  NormalizedText normalized = lowered(text);
  std::vector<Span> words{{0, static_cast<std::uint32_t>(normalized.text.size())}};
  WordPattern().split(normalized, words);
  for (const Span word : words) {
    use(std::string_view(normalized.text).substr(word.begin, word.end - word.begin));
  }
}

}  // namespace tango::text
