// The sentences of running text, such as reviews and web pages.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tango::augment {

/// The sentences of `text`, single_spaced(), by their final marks and by line ends. A full stop
/// ends no sentence after an abbreviation or an initial, inside a number, or before a small letter;
/// the space after it may be missing ("dull.The").
[[nodiscard]] std::vector<std::string> split_sentences(std::string_view text);

}  // namespace tango::augment
