#include "augment/english/tagger.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include <tango/error.h>

#include "augment/english/tag_table.h"
#include "augment/english/words.h"
#include "augment/letters.h"
#include "base/mapped_file.h"

namespace tango::augment {
namespace {

constexpr std::size_t kMaxTags = 100;
constexpr double kUnseen = 1e-7;  ///< The probability of a pair of tags that the grammar lacks.

std::string_view ending_look(std::string_view word) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 5> kEndings{
      {{"ing", "-ing-"}, {"s", "-s-"}, {"tion", "-tion-"}, {"ly", "-ly-"}, {"ed", "-ed-"}}};
  for (const auto& [ending, look] : kEndings) {
    if (word.ends_with(ending)) return look;
  }
  return "-unknown-";
}

/// "film's" without "'s", "don't" without "n't"; empty for words without a clitic, and for a
/// clitic alone.
std::string_view without_clitic(std::string_view word) {
  const std::size_t apostrophe = word.rfind('\'');
  if (apostrophe == std::string_view::npos) return {};
  const bool is_not = word.ends_with("n't");
  return word.substr(0, is_not ? word.size() - 3 : apostrophe);
}

std::string_view number_look(std::string_view word) {
  const bool is_ordinal = std::ranges::any_of(word, is_letter);
  return is_ordinal ? "*ord*" : "*num*";
}

base::MappedFile open(const std::filesystem::path& file) {
  try {
    return base::MappedFile(file);
  } catch (const Error& error) {
    throw Error(error.code(),
                std::string(error.what()) +
                    "; part-of-speech tags come from Debian's package liblingua-en-tagger-perl: "
                    "install it, or name the directory that holds its words.yml",
                {"tagger"});
  }
}

}  // namespace

EnglishTagger::EnglishTagger(const std::filesystem::path& directory) {
  read_grammar(directory / "tags.yml");
  read_words(directory / "words.yml");
  read_looks(directory / "unknown.yml");
}

void EnglishTagger::read_grammar(const std::filesystem::path& file) {
  const base::MappedFile content = open(file);
  read_tag_table(content.text(), file.string(),
                 [&](std::string_view name, const auto&) { names_.emplace_back(name); });
  const auto start = find_tag("pp");
  if (!start || names_.size() > kMaxTags) {
    throw Error(
        ErrorCode::kInvalidInput,
        file.string() + ": expected at most 100 tags, \"pp\" (a sentence's end) among them");
  }
  start_ = *start;
  steps_.assign(names_.size() * names_.size(), static_cast<float>(std::log(kUnseen)));
  std::size_t from = 0;
  read_tag_table(content.text(), file.string(), [&](std::string_view, const auto& next) {
    for (const auto& [name, probability] : next) {
      const auto to = find_tag(name);
      if (to) steps_[from * names_.size() + *to] = static_cast<float>(std::log(probability));
    }
    ++from;
  });
}

void EnglishTagger::read_words(const std::filesystem::path& file) {
  const base::MappedFile content = open(file);
  std::unordered_map<std::string, std::vector<std::pair<Tag, double>>> counts;
  tag_counts_.assign(names_.size(), 1);
  read_tag_table(content.text(), file.string(), [&](std::string_view word, const auto& tags) {
    auto& of_word = counts[lower_case(word)];  // "Us" and "us" together: texts may have no case
    for (const auto& [name, count] : tags) {
      const auto tag = find_tag(name);
      if (!tag) continue;
      tag_counts_[*tag] += count;
      const auto known = std::ranges::find(of_word, *tag, &std::pair<Tag, double>::first);
      if (known == of_word.end()) {
        of_word.emplace_back(*tag, count);
      } else {
        known->second += count;
      }
    }
  });
  for (const auto& [word, of_word] : counts) {
    if (!of_word.empty()) words_.emplace(word, choices(of_word));
  }
}

void EnglishTagger::read_looks(const std::filesystem::path& file) {
  const base::MappedFile content = open(file);
  read_tag_table(content.text(), file.string(), [&](std::string_view look, const auto& tags) {
    std::vector<std::pair<Tag, double>> weights;
    for (const auto& [name, weight] : tags) {
      if (const auto tag = find_tag(name)) weights.emplace_back(*tag, weight);
    }
    if (!weights.empty()) looks_.emplace(look, choices(weights));
  });
  if (!looks_.contains("-unknown-")) {
    throw Error(ErrorCode::kInvalidInput, file.string() + ": has no row \"-unknown-\"");
  }
}

EnglishTagger::Choices EnglishTagger::choices(
    std::span<const std::pair<Tag, double>> counts) const {
  Choices choices;
  for (const auto& [tag, count] : counts) {
    choices.push_back({tag, static_cast<float>(std::log(count / tag_counts_[tag]))});
  }
  return choices;
}

std::optional<Tag> EnglishTagger::find_tag(std::string_view name) const {
  const auto found = std::ranges::find(names_, name);
  if (found == names_.end()) return std::nullopt;
  return static_cast<Tag>(found - names_.begin());
}

const EnglishTagger::Choices& EnglishTagger::choices_of(std::string_view token,
                                                        bool is_first) const {
  const std::string word = lower_case(token);
  if (const auto known = words_.find(word); known != words_.end()) return known->second;
  if (const std::string_view base = without_clitic(word); !base.empty()) {
    return choices_of(base, is_first);
  }
  const auto look = [this](std::string_view name) -> const Choices* {
    const std::string key(name);
    if (const auto seen = words_.find(key); seen != words_.end()) return &seen->second;
    const auto found = looks_.find(key);
    return found == looks_.end() ? nullptr : &found->second;
  };
  const Choices* found = nullptr;
  const std::size_t hyphen = word.rfind('-');
  if (!is_word(word)) {
    found = look("-sym-");
  } else if (is_digit(word.front())) {
    found = look(number_look(word));
  } else if (hyphen != std::string::npos && hyphen > 0 && hyphen + 1 < word.size()) {
    found = look("-hyp-");
  } else if (is_upper(token.front()) && !is_first) {
    found = look("-cap-");
  } else {
    found = look(ending_look(word));
  }
  return found != nullptr ? *found : looks_.at("-unknown-");
}

bool EnglishTagger::is_proper_noun(Tag tag) const { return names_[tag].starts_with("nnp"); }

bool EnglishTagger::is_open_class(Tag tag) const {
  const std::string& name = names_[tag];
  return name.starts_with("nn") || name.starts_with("vb") || name.starts_with("jj") ||
         name.starts_with("rb");
}

bool EnglishTagger::is_function_word(std::string_view word) const {
  return augment::is_function_word(word);
}

void EnglishTagger::tag(std::span<const std::string_view> tokens, std::vector<Tag>& tags) const {
  tags.assign(tokens.size(), start_);
  if (tokens.empty()) return;
  // The Viterbi algorithm: the best score of each choice for the last token, and for every token
  // the choice before it that led there.
  std::vector<const Choices*> choices;
  std::vector<std::vector<std::uint8_t>> came_from;
  std::vector<float> scores{0};
  Choices before{{start_, 0}};
  for (const std::string_view token : tokens) {
    const Choices& now = choices_of(token, choices.empty());
    std::vector<float> next(now.size(), -std::numeric_limits<float>::infinity());
    std::vector<std::uint8_t>& from = came_from.emplace_back(now.size());
    for (std::size_t i = 0; i < now.size(); ++i) {
      for (std::size_t j = 0; j < before.size(); ++j) {
        const float score = scores[j] + step(before[j].tag, now[i].tag) + now[i].score;
        if (score <= next[i]) continue;
        next[i] = score;
        from[i] = static_cast<std::uint8_t>(j);
      }
    }
    scores = std::move(next);
    before = now;
    choices.push_back(&now);
  }
  auto best = static_cast<std::size_t>(std::ranges::max_element(scores) - scores.begin());
  for (std::size_t i = tokens.size(); i-- > 0;) {
    tags[i] = (*choices[i])[best].tag;
    best = came_from[i][best];
  }
}

}  // namespace tango::augment
