// Sentences of running text, as reviews and web pages have it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tango::augment {

/// Without HTML: <br>, <p> and their like end a line, other tags go, entities become characters.
[[nodiscard]] std::string without_html(std::string_view text);

/// The sentences of `text`, single_spaced(), by their final marks and by line ends. A full stop
/// after an abbreviation or an initial, inside a number, or before a small letter ends none; a
/// missing space after it ("dull.The") is forgiven.
[[nodiscard]] std::vector<std::string> split_sentences(std::string_view text);

}  // namespace tango::augment
