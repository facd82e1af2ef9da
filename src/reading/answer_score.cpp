#include "reading/answer_score.h"

#include <algorithm>
#include <unordered_map>
#include <vector>

#include "base/utf8.h"
#include "text/unicode/properties.h"
#include "text/words.h"

namespace tango::reading {
namespace {

constexpr std::string_view kPunctuation = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";

bool is_article(std::string_view word) { return word == "a" || word == "an" || word == "the"; }

std::vector<std::string> split(const std::string& normalized) {
  std::vector<std::string> words;
  std::size_t begin = 0;
  while (begin < normalized.size()) {
    const std::size_t end = std::min(normalized.find(' ', begin), normalized.size());
    words.push_back(normalized.substr(begin, end - begin));
    begin = end + 1;
  }
  return words;
}

double f1_of(const std::vector<std::string>& predicted, const std::vector<std::string>& wanted) {
  std::unordered_map<std::string_view, int> counts;
  for (const std::string& word : wanted) ++counts[word];
  int common = 0;
  for (const std::string& word : predicted) {
    if (counts[word]-- > 0) ++common;
  }
  if (common == 0) return 0;
  return 2.0 * common / static_cast<double>(predicted.size() + wanted.size());
}

}  // namespace

std::string normalize_answer(std::string_view text) {
  std::string letters = text::lower_case(text);
  std::erase_if(letters, [](char byte) { return kPunctuation.find(byte) != std::string::npos; });

  std::string normalized;
  bool gap = false;
  const auto put = [&](std::string_view part) {
    if (gap && !normalized.empty()) normalized += ' ';
    gap = false;
    normalized += part;
  };
  for (std::size_t at = 0; at < letters.size();) {
    const std::size_t begin = at;
    bool is_word = false;
    while (at < letters.size()) {
      const base::DecodedCharacter character = base::decode_utf8(letters, at);
      if (!text::unicode::has(character.value, text::unicode::kWord)) break;
      is_word = true;
      at += character.bytes;
    }
    const std::string_view word = std::string_view(letters).substr(begin, at - begin);
    if (is_word && !is_article(word)) put(word);
    if (is_word) {
      gap = gap || is_article(word);
      continue;
    }
    const base::DecodedCharacter other = base::decode_utf8(letters, at);
    if (text::unicode::has(other.value, text::unicode::kRegexSpace)) {
      gap = true;
    } else {
      put(std::string_view(letters).substr(at, other.bytes));
    }
    at += other.bytes;
  }
  return normalized;
}

AnswerScore score_answer(std::string_view prediction, std::span<const Answer> answers) {
  AnswerScore best;
  const std::string normalized = normalize_answer(prediction);
  const std::vector<std::string> words = split(normalized);
  for (const Answer& answer : answers) {
    const std::string wanted = normalize_answer(answer.text);
    best.exact_match = std::max(best.exact_match, normalized == wanted ? 1.0 : 0.0);
    best.f1 = std::max(best.f1, f1_of(words, split(wanted)));
  }
  return best;
}

AnswerScore score_answers(std::span<const Question> questions,
                          const std::map<std::string, std::string, std::less<>>& predictions) {
  AnswerScore sum;
  for (const Question& question : questions) {
    const auto found = predictions.find(question.id);
    if (found == predictions.end()) continue;
    const AnswerScore one = score_answer(found->second, question.answers);
    sum.exact_match += one.exact_match;
    sum.f1 += one.f1;
  }
  const auto count = static_cast<double>(std::max<std::size_t>(questions.size(), 1));
  return {sum.exact_match / count, sum.f1 / count};
}

}  // namespace tango::reading
