// The words of a text as a BiLSTM's tokenizer sees them, to make its vocabulary.
#pragma once

#include <functional>
#include <string>
#include <string_view>

namespace tango::text {

/// The word between the two texts of a pair, in the vocabulary of a model of pairs.
inline constexpr std::string_view kWordSeparator = "<sep>";

/// As Python's str.lower(). Takes any bytes: ill-formed sequences become U+FFFD.
[[nodiscard]] std::string lower_case(std::string_view text);

/// Calls `use` with each lower-cased match of `[a-z0-9]+|[^\sa-z0-9]`, in order. Takes any bytes.
void for_each_word(std::string_view text, const std::function<void(std::string_view word)>& use);

}  // namespace tango::text
