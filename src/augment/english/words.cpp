#include "augment/english/words.h"

#include <algorithm>
#include <string>

#include "augment/letters.h"

namespace tango::augment {
namespace {

constexpr std::array<std::string_view, 38> kAbbreviations{
    "approx", "apr", "aug", "ave", "capt", "co",  "col", "corp", "dec", "dept", "dr",  "etc", "feb",
    "fig",    "ft",  "gen", "gov", "hon",  "inc", "jan", "jr",   "lt",  "ltd",  "maj", "mr",  "mrs",
    "ms",     "mt",  "nov", "oct", "prof", "rev", "sen", "sept", "sgt", "sr",   "st",  "vs"};

constexpr std::array<std::string_view, 33> kFunctionWords{
    "am",  "are",  "be",   "been",  "being", "is",     "was",  "were", "has",  "have", "had",
    "do",  "does", "did",  "done",  "doing", "having", "not",  "so",   "too",  "very", "just",
    "now", "then", "here", "there", "again", "once",   "only", "also", "than", "more", "most"};

}  // namespace

bool is_abbreviation(std::string_view word) {
  if (word.size() == 1 && is_letter(word.front())) return true;
  if (word.find('.') != std::string_view::npos) return true;
  std::string lowered(word);
  std::ranges::transform(lowered, lowered.begin(), to_lower);
  return std::ranges::find(kAbbreviations, lowered) != kAbbreviations.end();
}

bool is_function_word(std::string_view word) {
  return std::ranges::find(kFunctionWords, word) != kFunctionWords.end();
}

}  // namespace tango::augment
