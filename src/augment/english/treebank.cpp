#include "augment/english/treebank.h"

#include <algorithm>
#include <array>
#include <utility>

#include "augment/english/words.h"
#include "augment/letters.h"

namespace tango::augment {
namespace {

constexpr std::array<std::string_view, 10> kElisions{"s", "re", "ve",  "ll",    "d",
                                                     "m", "em", "til", "cause", "n"};
constexpr std::array<std::pair<std::string_view, std::string_view>, 7> kTypography{
    {{"\u2018", "'"},
     {"\u2019", "'"},
     {"\u201C", "\""},
     {"\u201D", "\""},
     {"\u2026", "..."},
     {"\u2014", "--"},
     {"\u2013", "--"}}};

/// In lower case, with quotes, dashes and ellipses in ASCII.
std::string plain_characters(std::string_view text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size();) {
    const auto* const found = std::ranges::find_if(
        kTypography, [&](const auto& mark) { return text.substr(i).starts_with(mark.first); });
    if (found == kTypography.end()) {
      plain += text[i++];
    } else {
      plain += found->second;
      i += found->first.size();
    }
  }
  return lower_case(plain);
}

/// Splits a chunk, which is what is between two spaces, into tokens and appends them to a text.
class ChunkTokens {
 public:
  ChunkTokens(std::string_view chunk, bool is_last, std::string& out)
      : chunk_(chunk), is_last_(is_last), out_(out) {}

  void split() {
    for (std::size_t i = 0; i < chunk_.size();) i += take(i);
    end_word();
  }

 private:
  void add(std::string_view token) {
    if (!out_.empty()) out_ += ' ';
    out_ += token;
  }

  void end_word() {
    if (word_.empty()) return;
    const std::string word = std::exchange(word_, {});
    for (const auto& [first, second] : kSplitWords) {
      if (word.size() != first.size() + second.size()) continue;
      if (!word.starts_with(first) || !word.ends_with(second)) continue;
      add(first);
      return add(second);
    }
    if (word.size() > 3 && word.ends_with("n't")) {
      add(std::string_view(word).substr(0, word.size() - 3));
      return add("n't");
    }
    for (const std::string_view clitic : kClitics) {
      if (word.size() <= clitic.size() || !word.ends_with(clitic)) continue;
      add(std::string_view(word).substr(0, word.size() - clitic.size()));
      return add(clitic);
    }
    add(word);
  }

  void take_mark(std::string_view mark) {
    end_word();
    add(mark);
  }

  [[nodiscard]] std::size_t run(std::size_t i) const {
    return std::min(chunk_.find_first_not_of(chunk_[i], i), chunk_.size()) - i;
  }
  [[nodiscard]] bool is_between_digits(std::size_t i) const {
    return i > 0 && i + 1 < chunk_.size() && is_digit(chunk_[i - 1]) && is_digit(chunk_[i + 1]);
  }
  /// Whether no letter or digit follows.
  [[nodiscard]] bool is_end(std::size_t i) const { return !is_word(chunk_.substr(i)); }

  /// Handles what begins at `i` and returns its length in bytes.
  std::size_t take(std::size_t i) {
    const char c = chunk_[i];
    switch (c) {
      case '"':
        take_mark(word_.empty() && !is_end(i) ? "``" : "''");
        return 1;
      case '\'':
        return take_apostrophe(i);
      case '.':
        return take_full_stop(i);
      case '-':
        if (run(i) == 1) break;
        take_mark("--");
        return run(i);
      case ',':
      case ':':
        if (is_between_digits(i)) break;
        take_mark(chunk_.substr(i, 1));
        return 1;
      case '!':
      case '?':  // "!!!" becomes "!"
        take_mark(chunk_.substr(i, 1));
        return run(i);
      case '*':
      case '_':
      case '~':
      case '=':
        end_word();  // marks of emphasis are dropped
        return run(i);
      case '(':
      case ')':
      case '[':
      case ']':
      case '{':
      case '}':
      case ';':
      case '#':
      case '$':
      case '%':
      case '&':
      case '@':
        take_mark(chunk_.substr(i, 1));
        return 1;
      default:
        break;
    }
    word_ += c;
    return 1;
  }

  std::size_t take_apostrophe(std::size_t i) {
    if (run(i) == 2) {
      take_mark(word_.empty() && !is_end(i) ? "``" : "''");
      return 2;
    }
    if (is_end(i)) {
      take_mark("'");
    } else if (word_.empty() && !is_elision(chunk_.substr(i + 1))) {
      take_mark("`");
    } else {
      word_ += '\'';
    }
    return 1;
  }

  /// Whether what follows an apostrophe is "90s", "em", or a clitic that is separate already.
  static bool is_elision(std::string_view rest) {
    const std::size_t end = std::min(rest.find_first_of(".,;:!?\"')"), rest.size());
    return is_digit(rest.front()) ||
           std::ranges::find(kElisions, rest.substr(0, end)) != kElisions.end();
  }

  std::size_t take_full_stop(std::size_t i) {
    if (run(i) > 1) {
      take_mark("...");
      return run(i);
    }
    const bool ends_sentence = is_last_ && is_end(i);
    if (ends_sentence || (is_end(i) && !word_.empty() && !is_abbreviation(word_))) {
      take_mark(".");
    } else {
      word_ += '.';
    }
    return 1;
  }

  std::string_view chunk_;
  bool is_last_;
  std::string& out_;
  std::string word_;
};

}  // namespace

std::string treebank_form(std::string_view sentence) {
  const std::string plain = plain_characters(sentence);
  std::string form;
  for (std::size_t begin = 0; begin < plain.size();) {
    const std::size_t end = std::min(plain.find(' ', begin), plain.size());
    ChunkTokens(std::string_view(plain).substr(begin, end - begin), end == plain.size(), form)
        .split();
    begin = end + 1;
  }
  return form;
}

}  // namespace tango::augment
