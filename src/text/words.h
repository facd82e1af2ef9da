// The words of a text as a BiLSTM's tokenizer sees them: for making its vocabulary.
#pragma once

#include <functional>
#include <string>
#include <string_view>

namespace tango::text {

/// In the vocabulary of a model that reads pairs; stands between the two texts.
inline constexpr std::string_view kWordSeparator = "<sep>";

/// As Python's str.lower(). Any bytes will do: ill-formed sequences become U+FFFD.
[[nodiscard]] std::string lower_case(std::string_view text);

/// Calls `use` with each lower-cased match of `[a-z0-9]+|[^\sa-z0-9]`, in order. Any bytes will do.
void for_each_word(std::string_view text, const std::function<void(std::string_view word)>& use);

}  // namespace tango::text
