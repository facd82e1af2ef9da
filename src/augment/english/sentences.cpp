#include "augment/english/sentences.h"

#include <algorithm>

#include "augment/english/words.h"
#include "augment/letters.h"

namespace tango::augment {
namespace {

constexpr std::string_view kFinalMarks = ".!?";
constexpr std::string_view kClosingMarks = "\"')]}";

/// The word that ends before `end`.
std::string_view word_before(std::string_view text, std::size_t end) {
  std::size_t begin = end;
  while (begin > 0 &&
         (is_letter(text[begin - 1]) || text[begin - 1] == '.' || text[begin - 1] == '\'')) {
    --begin;
  }
  return text.substr(begin, end - begin);
}

/// The end of the sentence whose final marks begin at `mark`; npos if none ends there.
std::size_t sentence_end(std::string_view text, std::size_t mark) {
  const std::size_t after = std::min(text.find_first_not_of(kFinalMarks, mark), text.size());
  const std::size_t end = std::min(text.find_first_not_of(kClosingMarks, after), text.size());
  if (end == text.size()) return end;
  const bool is_full_stop = after == mark + 1 && text[mark] == '.';
  if (text[end] != ' ') {
    const bool lacks_space = is_full_stop && end == after && mark > 1 && is_lower(text[mark - 1]) &&
                             is_lower(text[mark - 2]) && is_upper(text[end]) &&
                             end + 1 < text.size() && is_lower(text[end + 1]);
    return lacks_space ? end : std::string_view::npos;
  }
  const std::size_t next = text.find_first_not_of(' ', end);
  if (next == std::string_view::npos) return text.size();
  if (is_lower(text[next])) return std::string_view::npos;
  if (is_full_stop && end == after && is_abbreviation(word_before(text, mark))) {
    return std::string_view::npos;
  }
  return end;
}

void split_line(std::string_view line, std::vector<std::string>& sentences) {
  const auto add = [&](std::string_view sentence) {
    std::string spaced = single_spaced(sentence);
    if (!spaced.empty()) sentences.push_back(std::move(spaced));
  };
  std::size_t begin = 0;
  for (std::size_t i = line.find_first_of(kFinalMarks); i != std::string_view::npos;) {
    const std::size_t end = sentence_end(line, i);
    if (end != std::string_view::npos) {
      add(line.substr(begin, end - begin));
      begin = end;
    }
    i = line.find_first_of(kFinalMarks,
                           std::min(line.find_first_not_of(kFinalMarks, i), line.size()));
  }
  add(line.substr(begin));
}

}  // namespace

std::vector<std::string> split_sentences(std::string_view text) {
  std::vector<std::string> sentences;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    split_line(text.substr(begin, end - begin), sentences);
    begin = end + 1;
  }
  return sentences;
}

}  // namespace tango::augment
