#include "augment/tokens.h"

#include <algorithm>

#include "augment/english/words.h"
#include "augment/letters.h"

namespace tango::augment {
namespace {

constexpr std::string_view kOpening = "\"'`([{<*_~$#/";
constexpr std::string_view kClosing = "\"'`)]}>*_~%/.,;:!?";

bool is_clitic(std::string_view chunk) {
  const auto is = [chunk](std::string_view clitic) {
    return std::ranges::equal(chunk, clitic, {}, to_lower);
  };
  return std::ranges::any_of(kClitics, is) || is("'em");
}

void split_chunk(std::string_view chunk, std::vector<Token>& tokens) {
  bool space_before = true;
  const auto take = [&](std::string_view part) {
    tokens.push_back({part, space_before});
    space_before = false;
  };
  if (!is_word(chunk) || is_clitic(chunk)) {
    take(chunk);
    return;
  }
  std::size_t begin = 0;
  while (kOpening.find(chunk[begin]) != std::string_view::npos) ++begin;
  std::size_t end = chunk.size();
  while (kClosing.find(chunk[end - 1]) != std::string_view::npos) --end;
  if (chunk.substr(end).starts_with('.') && !chunk.substr(end).starts_with("..") &&
      is_abbreviation(chunk.substr(begin, end - begin))) {
    ++end;
  }
  for (std::size_t i = 0; i < begin; ++i) take(chunk.substr(i, 1));
  take(chunk.substr(begin, end - begin));
  while (end < chunk.size()) {  // a run of one character is one token: "...", "!!"
    const std::size_t next = std::min(chunk.find_first_not_of(chunk[end], end), chunk.size());
    take(chunk.substr(end, next - end));
    end = next;
  }
}

}  // namespace

std::vector<Token> split_tokens(std::string_view text) {
  std::vector<Token> tokens;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find(' ', begin), text.size());
    if (end > begin) split_chunk(text.substr(begin, end - begin), tokens);
    begin = end + 1;
  }
  if (!tokens.empty()) tokens.front().space_before = false;
  return tokens;
}

}  // namespace tango::augment
