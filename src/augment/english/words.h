// What is known of single English words, and of the tokens that treebanks make of them.
#pragma once

#include <array>
#include <string_view>
#include <utility>

namespace tango::augment {

/// Clitics that a treebank writes as tokens of their own: "it 's", "they 're".
inline constexpr std::array<std::string_view, 6> kClitics{"'s", "'re", "'ve", "'ll", "'d", "'m"};

/// Words that a treebank writes as two: "can not", "gon na".
inline constexpr std::array<std::pair<std::string_view, std::string_view>, 6> kSplitWords{
    {{"can", "not"}, {"gon", "na"}, {"wan", "na"}, {"got", "ta"}, {"gim", "me"}, {"lem", "me"}}};

/// Whether a full stop after `word` (in any case, without the full stop) belongs to the word: "mr",
/// "etc", "u.s", and single letters.
[[nodiscard]] bool is_abbreviation(std::string_view word);

/// Whether `word`, in lower case, is of an open class but has no meaning that another word could
/// stand for: auxiliary verbs, and adverbs such as "very" and "then".
[[nodiscard]] bool is_function_word(std::string_view word);

}  // namespace tango::augment
